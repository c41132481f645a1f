package org.flowlab.view;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.flowlab.flow.Entry;
import org.flowlab.flow.Phase;
import org.flowlab.flow.Run;
import org.flowlab.flow.Theory;
import org.flowlab.flow.Times;
import org.flowlab.trial.Drop;
import org.flowlab.trial.Lateness;
import org.flowlab.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/// One trial, for JSON. Times are in nanoseconds from its first frame.
///
/// @param excessNanos the total minus its theory; null if one of them is not known
/// @param hostNanos the part of the excess that the hosts took; null if the excess is not known
/// @param lateness the wire's lateness
/// @param drops the frames of the flow that the wire dropped
/// @param wireFaults what the wire itself did wrong, in words
/// @param pauseNanos the longest time that the lab's process stood still
/// @param disturbed whether the wire or the lab disturbed the trial, so that the times are not a
///   valid measurement
/// @param changed whether a link was changed during the trial, so that it has no theory
/// @param phases the phases that the flow has, in order
public record TrialView(
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
        @Nullable Long excessNanos,
        @Nullable Long hostNanos,
        Lateness lateness,
        List<DropView> drops,
        List<String> wireFaults,
        long pauseNanos,
        boolean disturbed,
        boolean changed,
        List<PhaseView> phases,
        List<StepView> steps) {

    /// Frames that one direction of a link dropped for one reason, such as `queue-full`.
    public record DropView(String link, String from, String to, String why, long frames) {}

    public record PhaseView(
            String phase,
            @Nullable Long nanos,
            @Nullable Long theoryNanos,
            @Nullable Long excessNanos) {}

    /// A step of a trial.
    ///
    /// @param name the step's name in the catalogue
    /// @param label the message on the wire
    /// @param note the reason why the step is unread or absent; the part of the path on which it
    ///   was seen, if not on all; or the protocol it had, if it had another one
    public record StepView(
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

    public static TrialView of(TrialResult result) {
        Times times = result.run().ledger().times();
        Theory theory = result.run().theory();
        return new TrialView(
                result.trial().flow().id(),
                result.conforms(),
                result.failure(),
                result.run().problemWords(),
                times.totalNanos(),
                times.proxyNanos(),
                times.tunnelNanos(),
                times.originNanos(),
                theory == null ? null : theory.totalNanos(),
                theory != null && theory.bound(),
                result.run().excessNanos(),
                result.hostNanos(),
                result.lateness(),
                result.drops().stream().map(TrialView::drop).toList(),
                result.faults().words(),
                result.pauseNanos(),
                result.disturbed(Optional.empty()),
                result.changed(),
                result.run().phases().stream().map(p -> phase(p, result.run())).toList(),
                result.run().ledger().entries().stream().map(e -> step(e, result)).toList());
    }

    private static PhaseView phase(Phase phase, Run run) {
        Long took = run.ledger().times().of(phase);
        Theory theory = run.theory();
        Long least = theory == null ? null : (Long) theory.of(phase);
        Long excess = took == null || least == null ? null : (Long) (took - least);
        return new PhaseView(phase.id(), took, least, excess);
    }

    private static DropView drop(Drop drop) {
        String why = drop.why().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new DropView(drop.link(), drop.from(), drop.to(), why, drop.frames());
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
                seen == null ? "" : seen.spoken().label(),
                entry.words());
    }
}
