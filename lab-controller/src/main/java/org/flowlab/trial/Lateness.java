package org.flowlab.trial;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.flowlab.fabric.WireFrame;
import org.flowlab.flow.Entry;
import org.flowlab.flow.Run;
import org.flowlab.flow.Sighting.Transmission;
import org.flowlab.observe.PacketLateness;

/// How much later than planned the frames of one trial left the wire: the emulation's error. The
/// frames are those that the trial's parties exchanged from its first step to its last. Times are
/// exact and in nanoseconds.
///
/// @param frames how many they are, on each link that they crossed
/// @param p99Nanos the 99th percentile, by nearest rank: of up to 100 frames the latest
/// @param onPathNanos the sum over the frames that the trial had to wait for: those that completed
///   the steps of its longest chain of causes
public record Lateness(long frames, long p50Nanos, long p99Nanos, long maxNanos, long onPathNanos) {
    /// No frame was seen.
    public static final Lateness NONE = new Lateness(0, 0, 0, 0, 0);

    private static final Duration LEAST_BOUND = Duration.ofMillis(1);
    private static final double SHARE_OF_THEORY = 0.02;

    /// @param frames what the wire carried
    /// @param isParties whether a frame goes from one of the trial's parties to another
    /// @param startNanos when the trial began, if no step was seen
    static Lateness of(
            Run run, List<WireFrame> frames, Predicate<WireFrame> isParties, long startNanos) {
        long from = TrialRunner.beginNanos(run, startNanos);
        long until = TrialRunner.endNanos(run, startNanos, Long.MAX_VALUE);
        long[] late =
                frames.stream()
                        .filter(f -> !f.verdict().dropped())
                        .filter(f -> f.enteredNanos() >= from && f.enteredNanos() <= until)
                        .filter(isParties)
                        .mapToLong(WireFrame::latenessNanos)
                        .sorted()
                        .toArray();
        return late.length == 0
                ? NONE
                : new Lateness(
                        late.length,
                        nearest(late, 50),
                        nearest(late, 99),
                        late[late.length - 1],
                        onPath(run, PacketLateness.of(frames)));
    }

    private static long nearest(long[] inOrder, int percent) {
        return inOrder[Math.ceilDiv(inOrder.length * percent, 100) - 1];
    }

    /// Goes from the step that arrived last to the first one, from each step to the cause that was
    /// complete last.
    private static long onPath(Run run, PacketLateness packets) {
        Set<Integer> visited = new HashSet<>();
        Optional<Entry> step =
                run.ledger().entries().stream()
                        .filter(e -> e.state() == Entry.State.SEEN)
                        .max((a, b) -> Long.compare(arrived(a), arrived(b)));
        long sum = 0;
        while (step.isPresent() && visited.add(step.get().step().number())) {
            Entry.Seen seen = step.get().seen();
            if (seen == null) {
                break;
            }
            sum += ofStep(seen, run.ledger().startNanos(), packets);
            step = run.ledger().entry(seen.cause());
        }
        return sum;
    }

    private static long arrived(Entry entry) {
        Entry.Seen seen = entry.seen();
        Long arrived = seen == null ? null : seen.arrivedNanos();
        return arrived == null ? 0 : arrived;
    }

    /// A step in a tunnel arrives twice: at the proxy, and at its receiver.
    private static long ofStep(Entry.Seen seen, long zero, PacketLateness packets) {
        Set<Long> arrivals = new HashSet<>();
        if (seen.arrivedNanos() != null) {
            arrivals.add(seen.arrivedNanos());
        }
        for (Transmission t : seen.transmissions()) {
            if (t.arrivedNanos() != null) {
                arrivals.add(t.arrivedNanos());
            }
        }
        return arrivals.stream().mapToLong(nanos -> packets.at(zero + nanos)).sum();
    }

    /// The lateness (99th percentile) from which on a trial is disturbed.
    ///
    /// @param asked what the experiment says; if empty, the larger of 1 ms and 2 % of the theory
    public static long boundNanos(Run run, Optional<Duration> asked) {
        long theory = run.theory() == null ? 0 : run.theory().totalNanos();
        return asked.map(Duration::toNanos)
                .orElse(Math.max(LEAST_BOUND.toNanos(), Math.round(SHARE_OF_THEORY * theory)));
    }
}
