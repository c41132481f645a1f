package org.flowlab.experiment;

import org.flowlab.flow.Theory;
import org.flowlab.flow.Times;
import org.flowlab.stats.Sample;
import org.flowlab.trial.TrialResult;
import org.hipparchus.util.ResizableDoubleArray;
import org.jspecify.annotations.Nullable;

/// The times of one flow's trials in one cell, in nanoseconds. A trial takes up to 48 bytes. Not
/// thread-safe.
final class FlowTimes {
    private final ResizableDoubleArray proxy = new ResizableDoubleArray();
    private final ResizableDoubleArray tunnel = new ResizableDoubleArray();
    private final ResizableDoubleArray origin = new ResizableDoubleArray();
    private final ResizableDoubleArray total = new ResizableDoubleArray();
    private final ResizableDoubleArray theory = new ResizableDoubleArray();
    private final ResizableDoubleArray excess = new ResizableDoubleArray();
    private int trials;
    private int good;
    private boolean theoryIsBound = true;

    /// Adds a trial. The time of a trial that took another way is no time of the flow.
    void add(TrialResult result) {
        trials++;
        Theory least = result.run().theory();
        theoryIsBound = least == null || least.bound();
        if (!result.conforms()) {
            return;
        }
        good++;
        Times times = result.run().ledger().times();
        addPhase(proxy, times.proxyNanos());
        addPhase(tunnel, times.tunnelNanos());
        addPhase(origin, times.originNanos());
        add(total, times.totalNanos());
        add(theory, least == null ? null : (Long) least.totalNanos());
        add(excess, result.run().excessNanos());
    }

    /// A phase that the flow does not have takes no time.
    private static void addPhase(ResizableDoubleArray to, @Nullable Long nanos) {
        add(to, nanos != null && nanos == 0 ? null : nanos);
    }

    private static void add(ResizableDoubleArray to, @Nullable Long nanos) {
        if (nanos != null) {
            to.addElement(nanos);
        }
    }

    FlowSummary summary(String flow) {
        Sample least = sample(theory);
        return new FlowSummary(
                flow,
                trials,
                good,
                sample(proxy),
                sample(tunnel),
                sample(origin),
                sample(total),
                sample(excess),
                least == null ? null : (Long) Math.round(least.median()),
                theoryIsBound);
    }

    private static @Nullable Sample sample(ResizableDoubleArray values) {
        return values.getNumElements() == 0 ? null : Sample.of(values.getElements());
    }
}
