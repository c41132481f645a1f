package org.flowlab.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One run of one flow: the steps that were seen, and the time that the network alone must take.
///
/// @param theory null if the network between the parties is not known
/// @param problems the ledger's, then a final status that does not count, then times shorter than
///   the network allows
public record Run(Ledger ledger, @Nullable Theory theory, List<Problem> problems) {
    public Run {
        problems = List.copyOf(problems);
    }

    /// A run whose answer must be a 2xx.
    ///
    /// @param sightings the messages of this run, and of nothing else
    public static Run of(
            Flow flow,
            Variant variant,
            Parties parties,
            @Nullable Network network,
            List<Sighting> sightings) {
        return of(flow, variant, parties, network, sightings, List.of(), ExpectedStatus.SUCCESS);
    }

    /// @param sightings the messages of this run, and of nothing else
    /// @param gaps the frames between the parties that were not recorded
    public static Run of(
            Flow flow,
            Variant variant,
            Parties parties,
            @Nullable Network network,
            List<Sighting> sightings,
            List<Unrecorded> gaps,
            ExpectedStatus expected) {
        Ledger ledger = Ledger.of(flow, variant, parties, sightings, gaps);
        List<Problem> problems = new ArrayList<>(ledger.problems());
        answer(ledger, expected).ifPresent(problems::add);
        Theory theory = null;
        if (network != null) {
            theory = Theory.of(flow.script(variant), network, frameBytes(ledger));
            if (everyStepFollowedItsCauses(ledger)) {
                compare(ledger.times(), theory, problems);
            }
        }
        return new Run(ledger, theory, problems);
    }

    /// A run with a short cut, or with steps that were not seen, may take less than the network's
    /// share.
    private static boolean everyStepFollowedItsCauses(Ledger ledger) {
        return ledger.entries().stream()
                        .allMatch(
                                e ->
                                        e.state() == Entry.State.SEEN
                                                || e.state() == Entry.State.ABSENT)
                && ledger.problems().stream().noneMatch(p -> p instanceof Problem.Early);
    }

    /// What is wrong with the answer that the client got; empty if it counts, or was not seen.
    private static Optional<Problem> answer(Ledger ledger, ExpectedStatus expected) {
        Step last = ledger.flow().steps().getLast();
        Entry.Seen seen = ledger.entry(last.number()).map(Entry::seen).orElse(null);
        return seen == null || expected.accepts(seen.spoken().status())
                ? Optional.empty()
                : Optional.of(new Problem.Status(last, seen.spoken().status(), expected));
    }

    /// Why the client's answer does not count, in words; empty if it does, or was not seen.
    public Optional<String> wrongAnswer() {
        return words(problems.stream().filter(p -> p instanceof Problem.Status).toList()).stream()
                .findFirst();
    }

    /// The ledger's verdict, or DEVIATES if the answer does not count or the run was too fast.
    public Ledger.Verdict verdict() {
        return problems.isEmpty() ? ledger.verdict() : Ledger.Verdict.DEVIATES;
    }

    public boolean conforms() {
        return verdict() == Ledger.Verdict.CONFORMS;
    }

    /// The phases that have steps in this run, in order.
    public List<Phase> phases() {
        List<Step> steps = ledger.flow().script(ledger.variant()).steps();
        return Stream.of(Phase.values())
                .filter(phase -> steps.stream().anyMatch(s -> s.phase() == phase))
                .toList();
    }

    /// The problems in words, in the same order.
    public List<String> problemWords() {
        return words(problems);
    }

    /// Why the verdict is not CONFORMS, in words: problems, then steps that could not be read.
    public List<String> deviations() {
        List<String> words = new ArrayList<>(problemWords());
        words.addAll(ledger.unreadWords());
        return words;
    }

    /// Words for some of the problems, in the same order.
    public List<String> words(List<Problem> some) {
        return new ProblemWords(ledger.flow(), ledger.parties()).of(some);
    }

    /// The time that nodes and the emulation added to the network's share; null if it is not known.
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

    private static void compare(Times times, Theory theory, List<Problem> problems) {
        if (!theory.bound()) {
            return;
        }
        compare(null, times.totalNanos(), theory.totalNanos(), problems);
        for (Phase phase : Phase.values()) {
            compare(phase, times.of(phase), theory.of(phase), problems);
        }
    }

    private static void compare(
            @Nullable Phase phase, @Nullable Long took, long least, List<Problem> problems) {
        if (took != null && took < least) {
            problems.add(new Problem.TooFast(phase, took, least));
        }
    }
}
