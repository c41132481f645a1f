package org.flowlab.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.flowlab.trial.Lateness;
import org.flowlab.view.TrialView;

/// The words for how late the wire was in one trial, and how much of the excess is its.
final class WireLines {
    private WireLines() {}

    static List<String> of(TrialView trial, Paint paint) {
        Lateness late = trial.lateness();
        List<String> lines = new ArrayList<>();
        if (late.frames() > 0) {
            lines.add(lateness(late));
        }
        Long hosts = trial.hostNanos();
        if (late.frames() > 0 && hosts != null) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "of the excess, hosts took %.3f ms and the wire %.3f ms",
                            hosts / 1e6,
                            late.onPathNanos() / 1e6));
        }
        trial.drops().forEach(drop -> lines.add(paint.lost(words(drop))));
        if (trial.disturbed()) {
            lines.add(
                    paint.lost(
                            disturbance(trial)
                                    + ". These times are no measurement: run it again on an idle machine."));
        }
        return lines;
    }

    private static String words(TrialView.DropView drop) {
        return "wire: dropped "
                + Words.count(drop.frames(), "frame")
                + " of this flow from "
                + drop.from()
                + " to "
                + drop.to()
                + " (link "
                + drop.link()
                + "): "
                + drop.reason();
    }

    private static String lateness(Lateness late) {
        return String.format(
                Locale.ROOT,
                "wire: late by %d µs in the median, %d µs at p99, %d µs at most, over %d frames",
                late.p50Nanos() / 1000,
                late.p99Nanos() / 1000,
                late.maxNanos() / 1000,
                late.frames());
    }

    /// The reason why a trial is disturbed.
    static String disturbance(TrialView trial) {
        double bound = trial.latenessBoundNanos() / 1e6;
        double late = trial.lateness().p99Nanos() / 1e6;
        if (!trial.wireFaults().isEmpty()) {
            return "disturbed: the wire itself failed: " + String.join(", ", trial.wireFaults());
        }
        return late > bound
                ? String.format(
                        Locale.ROOT,
                        "disturbed: the wire was %.3f ms late at p99, and at most %.3f ms are allowed",
                        late,
                        bound)
                : String.format(
                        Locale.ROOT,
                        "disturbed: the lab's process stood still for %.3f ms",
                        trial.pauseNanos() / 1e6);
    }
}
