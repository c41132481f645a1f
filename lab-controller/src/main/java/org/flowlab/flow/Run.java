package org.flowlab.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One run of one flow: what was seen, beside what the network alone must cost.
///
/// @param theory null where the network between the parties is not known
/// @param problems the ledger's, and where the run was faster than it can have been: one with all
///   its steps
public record Run(Ledger ledger, @Nullable Theory theory, List<String> problems) {
    public Run {
        problems = List.copyOf(problems);
    }

    /// @param sightings the messages of this run, and of nothing else
    public static Run of(
            Flow flow,
            Variant variant,
            Parties parties,
            @Nullable Network network,
            List<Sighting> sightings) {
        Ledger ledger = Ledger.of(flow, variant, parties, sightings);
        List<String> problems = new ArrayList<>(ledger.problems());
        Theory theory = null;
        if (network != null) {
            theory = Theory.of(flow.script(variant), network, frameBytes(ledger));
            if (ledger.entries().stream().noneMatch(e -> e.state() == Entry.State.MISSING)) {
                compare(ledger.times(), theory, problems);
            }
        }
        return new Run(ledger, theory, problems);
    }

    /// Whether it did what the catalogue says, in no less time than that takes.
    public Ledger.Verdict verdict() {
        return problems.isEmpty() ? ledger.verdict() : Ledger.Verdict.DEVIATES;
    }

    public boolean conforms() {
        return verdict() == Ledger.Verdict.CONFORMS;
    }

    /// What there is to say of it as a whole: the same verdict, times and theory without the steps.
    public Run light() {
        return new Run(ledger.light(), theory == null ? null : theory.light(), problems);
    }

    /// The phases that have steps in this run, in order.
    public List<Phase> phases() {
        List<Step> steps = ledger.flow().script(ledger.variant()).steps();
        return Stream.of(Phase.values())
                .filter(phase -> steps.stream().anyMatch(s -> s.phase() == phase))
                .toList();
    }

    /// What nodes and the emulation added to the network's share; null where it is not known.
    public @Nullable Long excessNanos() {
        Long total = ledger.times().totalNanos();
        return total == null || theory == null ? null : total - theory.totalNanos();
    }

    private static Map<Integer, List<Integer>> frameBytes(Ledger ledger) {
        Map<Integer, List<Integer>> bytes = new HashMap<>();
        for (Entry entry : ledger.entries()) {
            Entry.Seen seen = entry.seen();
            if (seen != null) {
                bytes.put(entry.step().number(), seen.frameBytes());
            }
        }
        return bytes;
    }

    private static void compare(Times times, Theory theory, List<String> problems) {
        if (!theory.bound()) {
            return;
        }
        compare("the whole", times.totalNanos(), theory.totalNanos(), problems);
        for (Phase phase : Phase.values()) {
            compare("phase " + phase.id(), times.of(phase), theory.of(phase), problems);
        }
    }

    private static void compare(
            String what, @Nullable Long measured, long least, List<String> problems) {
        if (measured != null && measured < least) {
            problems.add(
                    what
                            + " took "
                            + Millis.of(measured)
                            + ", less than the network's share of "
                            + Millis.of(least)
                            + ": the lab's clock or wire is wrong");
        }
    }
}
