package org.flowlab.app;

import java.util.List;
import java.util.Locale;
import org.flowlab.experiment.TrialResult;
import org.flowlab.flow.Entry;
import org.flowlab.flow.Theory;
import org.flowlab.flow.Times;
import org.jspecify.annotations.Nullable;

/// One run as JSON shows it; times in nanoseconds from the run's first frame.
record RunView(
        String flow,
        boolean conforms,
        String failure,
        List<String> problems,
        @Nullable Long totalNanos,
        @Nullable Long proxyNanos,
        @Nullable Long tunnelNanos,
        @Nullable Long originNanos,
        @Nullable Long theoryNanos,
        boolean theoryIsBound,
        List<StepView> steps) {

    record StepView(
            int step,
            String name,
            String phase,
            String from,
            String to,
            boolean tunnelled,
            String state,
            @Nullable Long sentNanos,
            @Nullable Long arrivedNanos,
            int transmissions,
            @Nullable Integer cause,
            String label,
            String note) {}

    static RunView of(TrialResult result) {
        Times times = result.run().ledger().times();
        Theory theory = result.run().theory();
        return new RunView(
                result.trial().flow().id(),
                result.conforms(),
                result.failure(),
                result.run().problems(),
                times.totalNanos(),
                times.proxyNanos(),
                times.tunnelNanos(),
                times.originNanos(),
                theory == null ? null : theory.totalNanos(),
                theory != null && theory.bound(),
                result.run().ledger().entries().stream().map(e -> step(e, result)).toList());
    }

    private static StepView step(Entry entry, TrialResult result) {
        Entry.Seen seen = entry.seen();
        return new StepView(
                entry.step().number(),
                entry.step().name(),
                entry.step().phase().id(),
                result.trial().parties().node(entry.step().from()),
                result.trial().parties().node(entry.step().to()),
                entry.step().tunnelled(),
                entry.state().name().toLowerCase(Locale.ROOT),
                seen == null ? null : seen.sentNanos(),
                seen == null ? null : seen.arrivedNanos(),
                seen == null ? 0 : seen.times(),
                seen == null ? null : seen.cause(),
                seen == null ? "" : seen.label(),
                entry.note());
    }
}
