package org.flowlab.experiment;

import java.util.Map;
import org.flowlab.flow.Theory;
import org.flowlab.flow.Times;
import org.flowlab.stats.Sample;
import org.flowlab.trial.TrialResult;
import org.hipparchus.util.ResizableDoubleArray;
import org.jspecify.annotations.Nullable;

/// Collects the times of one flow's trials in one cell, in nanoseconds. It keeps 72 to 144 bytes
/// for each trial. Not thread-safe.
final class FlowTimes {
    private final ResizableDoubleArray proxy = new ResizableDoubleArray();
    private final ResizableDoubleArray tunnel = new ResizableDoubleArray();
    private final ResizableDoubleArray origin = new ResizableDoubleArray();
    private final ResizableDoubleArray total = new ResizableDoubleArray();
    private final ResizableDoubleArray theory = new ResizableDoubleArray();
    private final ResizableDoubleArray excess = new ResizableDoubleArray();
    private final ResizableDoubleArray hosts = new ResizableDoubleArray();
    private final ResizableDoubleArray late = new ResizableDoubleArray();
    private final ResizableDoubleArray lateP99 = new ResizableDoubleArray();
    private int trials;
    private int good;
    private int disturbed;
    private boolean theoryIsBound = true;

    /// Adds a trial. Its times are left out if it was disturbed or does not conform.
    void add(Attempt attempt) {
        TrialResult result = attempt.result();
        if (attempt.disturbed()) {
            disturbed++;
        }
        if (attempt.last()) {
            trials++;
        }
        Theory least = result.run().theory();
        theoryIsBound = least == null || least.bound();
        if (!attempt.counts()) {
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
        add(hosts, result.hostNanos());
        add(late, result.lateness().onPathNanos());
        add(lateP99, result.lateness().p99Nanos());
    }

    /// Adds a trial from its row in `trials.csv`, as [#add(Attempt)] does.
    ///
    /// @param bound whether the theory of its cell is a lower bound, and not a mean
    void add(Map<String, String> row, boolean bound) {
        boolean spoiled = "disturbed".equals(row.get("outcome"));
        disturbed += spoiled ? 1 : 0;
        trials += "1".equals(row.get("attempt")) ? 1 : 0;
        theoryIsBound = bound;
        if (spoiled || !"true".equals(row.get("conforms"))) {
            return;
        }
        good++;
        addPhase(proxy, nanos(row, "proxy_ns"));
        addPhase(tunnel, nanos(row, "tunnel_ns"));
        addPhase(origin, nanos(row, "origin_ns"));
        Long took = nanos(row, "total_ns");
        Long least = nanos(row, "theory_ns");
        Long onPath = nanos(row, "late_on_path_ns");
        Long more = took == null || least == null ? null : (Long) (took - least);
        add(total, took);
        add(theory, least);
        add(excess, more);
        add(hosts, more == null || onPath == null ? null : (Long) (more - onPath));
        add(late, onPath);
        add(lateP99, nanos(row, "late_p99_ns"));
    }

    private static @Nullable Long nanos(Map<String, String> row, String column) {
        String text = row.getOrDefault(column, "");
        return text.isEmpty() ? null : Long.valueOf(text);
    }

    /// Adds a phase's time. A time of 0 is left out: the flow does not have the phase.
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
                disturbed,
                sample(proxy),
                sample(tunnel),
                sample(origin),
                sample(total),
                sample(excess),
                sample(hosts),
                sample(late),
                sample(lateP99),
                least == null ? null : (Long) Math.round(least.median()),
                theoryIsBound);
    }

    private static @Nullable Sample sample(ResizableDoubleArray values) {
        return values.getNumElements() == 0 ? null : Sample.of(values.getElements());
    }
}
