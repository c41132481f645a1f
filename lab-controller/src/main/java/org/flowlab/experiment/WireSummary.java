package org.flowlab.experiment;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.flowlab.trial.Fidelity;

/// What the wire did in a whole run, over all cells and directions.
///
/// @param lateP50Nanos how late frames left in the median, in the worst direction of all
/// @param lateP99Nanos the same at the 99th percentile
/// @param lateMaxNanos the latest frame
/// @param losses frames lost on purpose
/// @param expectedLosses how many the configured loss makes one expect
/// @param drops how many frames were dropped, by reason as in `queue-full`, losses included
/// @param disturbances what the wire did wrong, in words, each once
public record WireSummary(
        long frames,
        long earlyFrames,
        long lateP50Nanos,
        long lateP99Nanos,
        long lateMaxNanos,
        long losses,
        double expectedLosses,
        SortedMap<String, Long> drops,
        List<String> disturbances) {
    public WireSummary {
        drops = Collections.unmodifiableSortedMap(new TreeMap<>(drops));
        disturbances = List.copyOf(disturbances);
    }

    public static WireSummary of(RunReport report) {
        List<Fidelity.Direction> all =
                report.fidelity().stream().flatMap(f -> f.directions().stream()).toList();
        return new WireSummary(
                sum(all, Fidelity.Direction::frames),
                sum(all, Fidelity.Direction::earlyFrames),
                worst(all, Fidelity.Direction::errorP50Nanos),
                worst(all, Fidelity.Direction::errorP99Nanos),
                worst(all, Fidelity.Direction::errorMaxNanos),
                sum(all, Fidelity.Direction::losses),
                all.stream().mapToDouble(Fidelity.Direction::expectedLosses).sum(),
                drops(all),
                report.fidelity().stream()
                        .flatMap(f -> f.disturbances().stream())
                        .distinct()
                        .toList());
    }

    private static SortedMap<String, Long> drops(List<Fidelity.Direction> all) {
        SortedMap<String, Long> drops = new TreeMap<>();
        all.forEach(d -> d.drops().forEach((reason, n) -> drops.merge(reason, n, Long::sum)));
        return drops;
    }

    private static long sum(
            List<Fidelity.Direction> all, ToLongFunction<Fidelity.Direction> value) {
        return all.stream().mapToLong(value).sum();
    }

    private static long worst(
            List<Fidelity.Direction> all, ToLongFunction<Fidelity.Direction> value) {
        return all.stream().mapToLong(value).max().orElse(0);
    }
}
