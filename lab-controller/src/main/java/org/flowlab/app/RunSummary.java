package org.flowlab.app;

import java.util.ArrayList;
import java.util.List;
import org.flowlab.view.TrialView;
import org.jspecify.annotations.Nullable;

/// The lines below a diagram: the phases' times beside the network's share, and the verdict.
final class RunSummary {
    private final Paint paint;

    RunSummary(Paint paint) {
        this.paint = paint;
    }

    List<String> lines(TrialView trial) {
        List<String> lines = new ArrayList<>();
        boolean varies = trial.theoryNanos() != null && !trial.theoryIsBound();
        String share = varies ? "network*" : "network";
        lines.add(String.format("%-8s %12s %12s %12s", "ms", "took", share, "excess"));
        for (TrialView.PhaseView phase : trial.phases()) {
            String line = line(phase.phase(), phase.nanos(), phase.theoryNanos());
            lines.add(paint.phase(phase.phase(), line));
        }
        lines.add(paint.bold(line("total", trial.totalNanos(), trial.theoryNanos())));
        if (varies) {
            lines.add("* a delay varies: this assumes its mean, and a run can be faster");
        }
        lines.add("");
        lines.add(
                switch (trial.verdict()) {
                    case "conforms" -> "conforms";
                    case "unread" -> "not known to conform:";
                    default -> paint.lost("does not conform:");
                });
        trial.deviations().forEach(p -> lines.add("  " + p));
        return lines;
    }

    private static String line(String name, @Nullable Long took, @Nullable Long least) {
        String excess = took == null || least == null ? "-" : Millis.in(12, took - least);
        return String.format("%-8s %12s %12s %12s", name, millis(took), millis(least), excess);
    }

    private static String millis(@Nullable Long nanos) {
        return nanos == null ? "-" : Millis.in(12, nanos);
    }
}
