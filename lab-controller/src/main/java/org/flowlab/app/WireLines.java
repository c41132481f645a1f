package org.flowlab.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.flowlab.trial.Lateness;
import org.flowlab.trial.TrialResult;

/// The words for how late the wire was in one trial, and how much of the excess is its.
final class WireLines {
    private WireLines() {}

    static List<String> of(TrialResult result, Paint paint) {
        Lateness late = result.lateness();
        List<String> lines = new ArrayList<>();
        if (late.frames() == 0) {
            return lines;
        }
        lines.add(
                String.format(
                        Locale.ROOT,
                        "wire: late by %d µs in the median, %d µs at p99, %d µs at most, over %d frames",
                        late.p50Nanos() / 1000,
                        late.p99Nanos() / 1000,
                        late.maxNanos() / 1000,
                        late.frames()));
        Long hosts = result.hostNanos();
        if (hosts != null) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "of the excess, hosts took %.3f ms and the wire %.3f ms",
                            hosts / 1e6,
                            late.onPathNanos() / 1e6));
        }
        if (result.disturbed(Optional.empty())) {
            lines.add(
                    paint.lost(
                            String.format(
                                    Locale.ROOT,
                                    "disturbed: the wire was later than %.3f ms, so that these times are no"
                                            + " measurement. Run it again on an idle machine.",
                                    Lateness.boundNanos(result.run(), Optional.empty()) / 1e6)));
        }
        return lines;
    }
}
