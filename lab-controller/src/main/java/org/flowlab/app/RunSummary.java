package org.flowlab.app;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.flowlab.flow.Entry;
import org.flowlab.flow.Phase;
import org.flowlab.flow.Problem;
import org.flowlab.flow.Run;
import org.flowlab.flow.StepNumbers;
import org.flowlab.flow.Theory;
import org.flowlab.flow.Times;
import org.jspecify.annotations.Nullable;

/// The lines below a diagram: the phases' times beside the network's share, and the verdict.
final class RunSummary {
    private final Paint paint;

    RunSummary(Paint paint) {
        this.paint = paint;
    }

    List<String> lines(Run run) {
        List<String> lines = new ArrayList<>();
        Times times = run.ledger().times();
        Theory theory = run.theory();
        String share = theory == null || theory.bound() ? "network" : "network*";
        lines.add(String.format("%-8s %12s %12s %12s", "ms", "took", share, "excess"));
        for (Phase phase : run.phases()) {
            Long least = theory == null ? null : (Long) theory.of(phase);
            lines.add(paint.phase(phase, line(phase.id(), times.of(phase), least)));
        }
        Long least = theory == null ? null : (Long) theory.totalNanos();
        lines.add(paint.bold(line("total", times.totalNanos(), least)));
        if (theory != null && !theory.bound()) {
            lines.add("* a delay varies: this assumes its mean, and a run can be faster");
        }
        lines.add("");
        lines.add(
                switch (run.verdict()) {
                    case CONFORMS -> "conforms";
                    case UNREAD -> "not known to conform:";
                    case DEVIATES -> paint.lost("does not conform:");
                });
        problems(run).forEach(p -> lines.add("  " + p));
        run.ledger().unreadWords().forEach(p -> lines.add("  " + p));
        return lines;
    }

    /// The problems. Several missing steps share a line.
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

    private static String line(String name, @Nullable Long took, @Nullable Long least) {
        String excess = took == null || least == null ? "-" : Millis.in(12, took - least);
        return String.format("%-8s %12s %12s %12s", name, millis(took), millis(least), excess);
    }

    private static String millis(@Nullable Long nanos) {
        return nanos == null ? "-" : Millis.in(12, nanos);
    }
}
