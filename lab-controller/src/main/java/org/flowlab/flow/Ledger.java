package org.flowlab.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The steps of one run as they were seen, and whether they are what the catalogue says.
///
/// A run conforms when every step that its script demands was seen exactly once, on the right pair
/// of nodes and one connection, in the flow's protocol, sent no earlier than its causes were
/// complete at its sender; and nothing else was seen that counts as a step. Retransmissions are
/// transmissions of one step.
///
/// @param startNanos the clock when the run's first frame entered the wire, from which the entries'
///   times count; 0 if no step was seen
/// @param entries every step of the flow, each after its causes
/// @param strays messages that count as a step but are none of this flow's, or were seen again; and
///   segments that their receivers ignored, which are no problem
/// @param problems empty unless the verdict is DEVIATES
public record Ledger(
        Flow flow,
        Variant variant,
        Parties parties,
        long startNanos,
        List<Entry> entries,
        List<Sighting> strays,
        List<Problem> problems,
        Times times) {
    public Ledger {
        entries = List.copyOf(entries);
        strays = List.copyOf(strays);
        problems = List.copyOf(problems);
    }

    public enum Verdict {
        CONFORMS,
        DEVIATES,
        /// Nothing is wrong with what could be read, but steps may hide in what could not, or was
        /// not recorded.
        UNREAD
    }

    /// The ledger of a run whose frames were all recorded.
    ///
    /// @param sightings the messages of this run, and of nothing else; in any order
    public static Ledger of(Flow flow, Variant variant, Parties parties, List<Sighting> sightings) {
        return of(flow, variant, parties, sightings, List.of());
    }

    /// @param sightings the messages of this run, and of nothing else; in any order
    /// @param gaps the frames that were not recorded; in any order
    public static Ledger of(
            Flow flow,
            Variant variant,
            Parties parties,
            List<Sighting> sightings,
            List<Unrecorded> gaps) {
        return new LedgerKeeper(flow.script(variant), parties, sightings, gaps).close();
    }

    public Verdict verdict() {
        if (!problems.isEmpty()) {
            return Verdict.DEVIATES;
        }
        return entries.stream().anyMatch(e -> e.state() == Entry.State.UNREAD)
                ? Verdict.UNREAD
                : Verdict.CONFORMS;
    }

    /// Which steps could not be read and why, a sentence for each reason: `steps 7 to 9 could not
    /// be read: the key is not known`.
    public List<String> unreadWords() {
        Map<String, List<Integer>> numbers = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (entry.state() == Entry.State.UNREAD) {
                numbers.computeIfAbsent(entry.unread(), _ -> new ArrayList<>())
                        .add(entry.step().number());
            }
        }
        return numbers.entrySet().stream()
                .map(e -> StepNumbers.words(e.getValue()) + " could not be read: " + e.getKey())
                .toList();
    }

    /// The problems in words, in the same order.
    public List<String> problemWords() {
        return new ProblemWords(flow, parties).of(problems);
    }

    /// The entry of the step numbered `number`.
    public Optional<Entry> entry(int number) {
        return entries.stream().filter(e -> e.step().number() == number).findFirst();
    }
}
