package org.flowlab.bench;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// The results of a bench.
///
/// @param load the machine's load average in the minute before the bench; negative if not known
/// @param coresSleepBecause why the machine's cores could sleep; empty if they were kept from it
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

    /// The results of one part.
    ///
    /// @param failure why the part did not measure everything; empty if it did
    /// @param stuck whether the part did not end in time; the bench ends after such a part
    public record PartReport(
            Bench.Listed part,
            double seconds,
            List<Finding> findings,
            String failure,
            boolean stuck) {}

    /// Whether every part could measure, and no bound that holds on every machine is broken.
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
