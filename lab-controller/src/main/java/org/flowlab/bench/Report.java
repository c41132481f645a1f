package org.flowlab.bench;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// What the bench found.
///
/// @param load of the machine in the minute before it began; negative where nobody knows
/// @param coresSleepBecause why the machine's cores might sleep; empty where they were kept from it
public record Report(
        Instant start,
        Instant end,
        double load,
        String coresSleepBecause,
        Bench.Options options,
        List<PartReport> parts) {
    public Report {
        parts = List.copyOf(parts);
    }

    /// @param failure why it did not measure all; empty where it did
    /// @param stuck whether it did not end in time, so that the bench was given up
    public record PartReport(
            Bench.Listed part,
            double seconds,
            List<Finding> findings,
            String failure,
            boolean stuck) {}

    /// Whether everything that holds on any machine holds, and could be measured.
    public boolean sound() {
        return count(Finding.Verdict.WRONG) == 0
                && parts.stream().allMatch(p -> p.failure().isEmpty());
    }

    public long count(Finding.Verdict verdict) {
        return findings().filter(f -> f.verdict() == verdict).count();
    }

    private Stream<Finding> findings() {
        return parts.stream().flatMap(p -> p.findings().stream());
    }
}
