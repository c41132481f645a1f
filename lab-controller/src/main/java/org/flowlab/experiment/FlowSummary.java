package org.flowlab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.flowlab.flow.Theory;
import org.flowlab.flow.Times;
import org.flowlab.stats.Sample;
import org.flowlab.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/// The times of one flow in one cell. Samples are in nanoseconds, of the trials that conform; null
/// if none of those had the phase.
///
/// @param trials how many were run
/// @param good how many conform
/// @param theoryNanos the network's share, in the median; with a rate it depends on the bytes that
///   a trial sent
/// @param theoryIsBound whether it is a least, and not a mean
public record FlowSummary(
        String flow,
        int trials,
        int good,
        @Nullable Sample proxy,
        @Nullable Sample tunnel,
        @Nullable Sample origin,
        @Nullable Sample total,
        @Nullable Sample excess,
        @Nullable Long theoryNanos,
        boolean theoryIsBound) {

    /// The flows of the cell with index `cell`, in the order in which they were first run.
    public static List<FlowSummary> all(RunReport report, int cell) {
        List<FlowSummary> flows = new ArrayList<>();
        report.results()
                .forEach(
                        (key, results) -> {
                            if (key.cell() == cell) {
                                flows.add(of(key.flow().id(), results));
                            }
                        });
        return flows;
    }

    /// @param results at least one
    static FlowSummary of(String flow, List<TrialResult> results) {
        // The time of a trial that took another way is no time of the flow.
        List<TrialResult> conforming = results.stream().filter(TrialResult::conforms).toList();
        Theory theory = results.getLast().run().theory();
        Sample least =
                sample(
                        conforming,
                        r -> Optional.ofNullable(r.run().theory()).map(Theory::totalNanos));
        return new FlowSummary(
                flow,
                results.size(),
                conforming.size(),
                sample(conforming, r -> positive(times(r).proxyNanos())),
                sample(conforming, r -> positive(times(r).tunnelNanos())),
                sample(conforming, r -> positive(times(r).originNanos())),
                sample(conforming, r -> Optional.ofNullable(times(r).totalNanos())),
                sample(conforming, r -> Optional.ofNullable(r.run().excessNanos())),
                least == null ? null : (Long) Math.round(least.median()),
                theory == null || theory.bound());
    }

    private static Times times(TrialResult result) {
        return result.run().ledger().times();
    }

    /// A phase that a flow does not have takes no time.
    private static Optional<Long> positive(@Nullable Long nanos) {
        return nanos == null || nanos == 0 ? Optional.empty() : Optional.of(nanos);
    }

    private static @Nullable Sample sample(
            List<TrialResult> results, Function<TrialResult, Optional<Long>> value) {
        List<Long> values = results.stream().map(value).flatMap(Optional::stream).toList();
        return values.isEmpty() ? null : Sample.of(values);
    }
}
