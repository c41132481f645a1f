package org.flowlab.view;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.flowlab.flow.Parties;
import org.flowlab.flow.Phase;
import org.flowlab.flow.Run;
import org.flowlab.flow.Theory;
import org.flowlab.flow.Times;
import org.flowlab.trial.Drop;
import org.flowlab.trial.Lateness;
import org.flowlab.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/// One trial, for JSON: all that is drawn of it. Times are in nanoseconds from its first frame.
///
/// @param title the flow's title
/// @param proxyTitle the heading of the proxy's lifeline; empty in a flow without a proxy
/// @param parties the nodes that play the roles
/// @param conforms whether the client got an answer that counts, and the verdict is `conforms`
/// @param verdict on what the wire saw: `conforms`, `deviates`, or `unread` if steps may hide in
///   what could not be read
/// @param problems why it deviates, a sentence each
/// @param deviations the same for a reader: steps that are missing have one line, and the steps
///   that could not be read follow
/// @param excessNanos the total minus its theory; null if one of them is not known
/// @param hostNanos the part of the excess that the hosts took; null if the excess is not known
/// @param lateness the wire's lateness
/// @param drops the frames of the flow that the wire dropped
/// @param wireFaults what the wire itself did wrong, in words
/// @param latenessBoundNanos the lateness (99th percentile) from which on a trial is disturbed
/// @param pauseNanos the longest time that the lab's process stood still
/// @param disturbed whether the wire or the lab disturbed the trial, so that the times are not a
///   valid measurement
/// @param changed whether a link was changed during the trial, so that it has no theory
/// @param phases the phases that the flow has, in order
/// @param steps in the flow's order, each after its causes
/// @param ignored the segments between the parties that their receivers ignored
public record TrialView(
        String flow,
        String title,
        String proxyTitle,
        Parties parties,
        boolean conforms,
        String verdict,
        String failure,
        List<String> problems,
        List<String> deviations,
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
        long latenessBoundNanos,
        long pauseNanos,
        boolean disturbed,
        boolean changed,
        List<PhaseView> phases,
        List<StepView> steps,
        List<IgnoredView> ignored) {

    /// Frames that one direction of a link dropped for one reason.
    ///
    /// @param why such as `queue-full`
    /// @param reason the same in words
    public record DropView(
            String link, String from, String to, String why, String reason, long frames) {}

    public record PhaseView(
            String phase,
            @Nullable Long nanos,
            @Nullable Long theoryNanos,
            @Nullable Long excessNanos) {}

    /// A step of a trial.
    ///
    /// @param name the step's name in the catalogue
    /// @param heading the line that announces what begins with this step; empty for most
    /// @param added whether the manner added it to the flow's own steps, as a Hello Retry Request
    /// @param state `seen`, `lost`, `missing`, `unread` or `absent`
    /// @param transmissions how often it was sent, without a proxy's relaying
    /// @param sendings each time that it was sent, a proxy's included if it sent more than once
    /// @param cause the number of the cause that was complete last; 0 for none
    /// @param gapNanos from then until it was sent
    /// @param label the message on the wire
    /// @param said the step's name, or what was said instead
    /// @param details the fields below it
    /// @param otherProtocol whether it was said in another protocol than the flow's
    /// @param note the reason why the step is unread or absent; the part of the path on which it
    ///   was seen, if not on all; or the protocol it had, if it had another one
    public record StepView(
            int step,
            String name,
            String heading,
            boolean added,
            String phase,
            String from,
            String to,
            boolean tunnelled,
            String state,
            @Nullable Long sentNanos,
            @Nullable Long arrivedNanos,
            int transmissions,
            List<SendingView> sendings,
            @Nullable Integer cause,
            @Nullable Long gapNanos,
            String label,
            String said,
            List<String> details,
            boolean otherProtocol,
            String note) {}

    /// One transmission of a step.
    ///
    /// @param by the node that sent it: the step's sender, or the proxy that relays it
    /// @param lost whether the wire dropped it
    /// @param arrivedNanos at the next node, if this is the first one that got through
    public record SendingView(
            String by, long sentNanos, boolean lost, @Nullable Long arrivedNanos) {}

    /// A TCP segment that its receiver ignored.
    ///
    /// @param label what it was, and why it was ignored
    public record IgnoredView(String from, String to, long sentNanos, String label) {}

    public static TrialView of(TrialResult result) {
        Run run = result.run();
        Times times = run.ledger().times();
        Theory theory = run.theory();
        TrialSteps steps = new TrialSteps(run.ledger());
        return new TrialView(
                run.ledger().flow().id(),
                run.ledger().flow().title(),
                run.ledger().flow().proxyTitle(),
                run.ledger().parties(),
                result.conforms(),
                run.verdict().name().toLowerCase(Locale.ROOT),
                result.failure(),
                run.problemWords(),
                Deviations.of(run),
                times.totalNanos(),
                times.proxyNanos(),
                times.tunnelNanos(),
                times.originNanos(),
                theory == null ? null : theory.totalNanos(),
                theory != null && theory.bound(),
                run.excessNanos(),
                result.hostNanos(),
                result.lateness(),
                result.drops().stream().map(TrialView::drop).toList(),
                result.faults().words(),
                Lateness.boundNanos(run, Optional.empty()),
                result.pauseNanos(),
                result.disturbed(Optional.empty()),
                result.changed(),
                run.phases().stream().map(p -> phase(p, run)).toList(),
                steps.views(),
                steps.ignored());
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
        return new DropView(drop.link(), drop.from(), drop.to(), why, drop.reason(), drop.frames());
    }
}
