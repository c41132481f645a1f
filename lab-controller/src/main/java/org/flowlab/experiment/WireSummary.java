package org.flowlab.experiment;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.flowlab.trial.Fidelity;

/// The wire's behaviour in a whole run, over all cells and directions of links.
///
/// @param earlyFrames the number of frames that left too early
/// @param lateP50Nanos the median lateness of frames, in the direction where it is largest
/// @param lateP99Nanos the 99th percentile, in the direction where it is largest
/// @param lateMaxNanos the lateness of the latest frame
/// @param losses the number of frames that the configured loss dropped
/// @param expectedLosses the expected number of such frames
/// @param drops the number of dropped frames by reason, such as `queue-full`; includes losses
/// @param disturbances messages about what the wire did wrong, each once
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
