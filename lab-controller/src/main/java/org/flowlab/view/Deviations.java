package org.flowlab.view;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.flowlab.flow.Entry;
import org.flowlab.flow.Problem;
import org.flowlab.flow.Run;
import org.flowlab.flow.StepNumbers;

/// The words for why a run is not known to conform.
final class Deviations {
    private Deviations() {}

    /// The problems, then the steps that could not be read. Several missing steps share a line.
    static List<String> of(Run run) {
        List<String> words = new ArrayList<>(problems(run));
        words.addAll(run.ledger().unreadWords());
        return words;
    }

    private static List<String> problems(Run run) {
        List<Integer> missing =
                run.ledger().entries().stream()
                        .filter(e -> e.state() == Entry.State.MISSING)
                        .map(e -> e.step().number())
                        .sorted()
                        .toList();
        if (missing.size() < 2) {
            return run.problemWords();
        }
        List<String> problems = new ArrayList<>(words(run, p -> p instanceof Problem.Lost));
        problems.add("missing: " + StepNumbers.words(missing));
        problems.addAll(
                words(run, p -> !(p instanceof Problem.Lost || p instanceof Problem.Missing)));
        return problems;
    }

    private static List<String> words(Run run, Predicate<Problem> which) {
        return run.words(run.problems().stream().filter(which).toList());
    }
}
