package org.flowlab.trial;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.flowlab.dissect.Message;
import org.flowlab.fabric.Gap;
import org.flowlab.fabric.WireFrame;
import org.flowlab.flow.Run;
import org.jspecify.annotations.Nullable;

/// The result of one trial.
///
/// @param failure why the client got no answer that counts; empty if it got one
/// @param run the steps as they were seen on the wire, also of a trial that failed
/// @param lateness how late the wire was
/// @param faults what the wire itself did wrong during the trial
/// @param drops the frames of the flow that the wire dropped
/// @param pauseNanos the longest time that the lab's process stood still during the trial
/// @param changed whether a link was changed while the trial was under way, so that there is no
///   theory for it
/// @param frames the frames that the wire carried, set-up included, in the order of recording
/// @param gaps where frames are missing from `frames`, in the order in which that was found
/// @param startNanos the clock when the set-up was over and the trial began
/// @param keys TLS secrets of the trial's connections
public record TrialResult(
        Trial trial,
        String failure,
        Run run,
        Lateness lateness,
        WireFaults faults,
        List<Drop> drops,
        long pauseNanos,
        boolean changed,
        List<WireFrame> frames,
        List<Gap> gaps,
        long startNanos,
        List<String> keys,
        List<Message> messages) {
    /// A shorter pause is also seen when a thread has to wait for a core.
    private static final Duration LEAST_PAUSE = Duration.ofMillis(10);

    /// When the first step was sent; if none was seen, when the set-up was over.
    public long beginNanos() {
        return TrialRunner.beginNanos(run, startNanos);
    }

    /// Whether the client got an answer that counts and the wire saw what the catalogue says.
    public boolean conforms() {
        return failure.isEmpty() && run.conforms();
    }

    /// Whether the trial's times are the emulation's: the wire was later than `bound` or did
    /// something wrong, or the lab's process stood still.
    ///
    /// @param bound on the 99th percentile of the lateness; if empty, the larger of 1 ms and 2 % of
    ///   the trial's theory
    public boolean disturbed(Optional<Duration> bound) {
        long most = Lateness.boundNanos(run, bound);
        return faults.any()
                || lateness.p99Nanos() > most
                || pauseNanos > Math.max(most, LEAST_PAUSE.toNanos());
    }

    /// The part of the excess that is the hosts', and not the wire's lateness: what they took to
    /// answer, waited for lost frames, and waited in queues. In nanoseconds; null if the excess is
    /// not known.
    public @Nullable Long hostNanos() {
        Long excess = run.excessNanos();
        return excess == null ? null : (Long) (excess - lateness.onPathNanos());
    }

    /// How many frames of the trial's parties were not recorded.
    public long unrecordedFrames() {
        return gaps.stream().filter(gap -> !gap.background()).mapToLong(Gap::frames).sum();
    }
}
