package org.flowlab.fabric;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.unit.Seed;
import org.jspecify.annotations.Nullable;

/// One direction of a link: its decisions, the place where its frames go, and its counters. It
/// belongs to the wire's thread. Other threads may set the volatile fields and read the counters.
@SuppressWarnings("EnumOrdinal") // counters are indexed by it, within one process
final class Direction {
    /// The largest error in the percentiles, 69 s: larger ones count as this. The maximum is exact.
    private static final long LONGEST_ERROR_NANOS = 1L << 36;

    private static final int DIGITS = 2;

    private static final Verdict[] VERDICTS = Verdict.values();

    // Indexes of further counters, after those of the verdicts.
    private static final int ENTERED = VERDICTS.length;
    private static final int IN_FLIGHT = ENTERED + 1;
    private static final int BYTES = ENTERED + 2;
    private static final int EARLY = ENTERED + 3;
    private static final int UNRECORDED = ENTERED + 4;
    private static final int AWAITED_ENTERED = ENTERED + 5;
    private static final int AWAITED_IN_FLIGHT = ENTERED + 6;
    private static final int LATEST = ENTERED + 7;
    private static final int TIMED = ENTERED + 8;
    private static final int COUNTERS = ENTERED + 9;

    /// The link's number and the direction, in one int.
    final int code;

    /// The ifindex of the device through which frames leave; 0 if they go to a switch.
    final int outIfindex;

    /// The switch that frames go to; null if they go to a device.
    final @Nullable Switch outSwitch;

    /// The port of [#outSwitch] that frames go to.
    final int outPort;

    /// The impairment to use. Any thread may set it; the wire adopts it at the next frame.
    volatile Impairment wanted;

    volatile boolean up = true;
    volatile FrameMatcher matcher = FrameMatcher.NONE;

    private final Decider decider;
    private final AtomicLongArray counters = new AtomicLongArray(COUNTERS);

    /// The errors that no reader has taken yet. The wire writes them; a reader swaps the histogram
    /// for an empty one, so that no histogram is read while it is written.
    private final SingleWriterRecorder newErrors =
            new SingleWriterRecorder(1, LONGEST_ERROR_NANOS, DIGITS);

    /// The errors that readers have taken so far; null before the first report. Guarded by the
    /// monitor of [#newErrors].
    private @Nullable Histogram errors;

    private @Nullable Histogram spare;

    /// What the last reader was answered, when `lastTimed` frames had been timed.
    private @Nullable Punctuality last;

    private long lastTimed;
    private double lossExpectation;
    private double expectedLosses;
    private long nextIndex;

    /// The frames that were not recorded since this gap was last reported.
    private final OpenGap gap = new OpenGap(this, false);

    private final OpenGap backgroundGap = new OpenGap(this, true);

    Direction(
            int link,
            boolean forward,
            Seed seed,
            Impairment impairment,
            int queueCapacity,
            int outIfindex,
            @Nullable Switch outSwitch,
            int outPort) {
        this.code = link << 1 | (forward ? 1 : 0);
        this.outIfindex = outIfindex;
        this.outSwitch = outSwitch;
        this.outPort = outPort;
        this.decider = new Decider(seed, queueCapacity);
        this.wanted = impairment;
        adopt(impairment);
    }

    static int link(int code) {
        return code >>> 1;
    }

    static boolean forward(int code) {
        return (code & 1) != 0;
    }

    private void adopt(Impairment impairment) {
        decider.set(impairment);
        lossExpectation =
                switch (impairment.loss()) {
                    case Impairment.Loss.Random(double probability) -> probability;
                    case Impairment.Loss.GilbertElliott model -> model.expectedLoss();
                };
    }

    /// Counts a frame that enters.
    ///
    /// @return its number
    long enter() {
        add(ENTERED, 1);
        return nextIndex++;
    }

    @SuppressWarnings("ReferenceEquality") // an equal value may be new
    void decide(Decision out, long index, long enteredNanos, int frameBytes, Fault fault) {
        Impairment current = wanted;
        if (current != decider.impairment()) {
            adopt(current);
        }
        decider.decide(out, index, enteredNanos, frameBytes, fault);
        if (out.verdict != Verdict.TOO_BIG && out.verdict != Verdict.FAULT) {
            expectedLosses += lossExpectation;
        }
    }

    /// Counts a frame that enters and that [Fabric#awaitIdle] waits for.
    void enterAwaited() {
        add(AWAITED_ENTERED, 1);
    }

    void depart(boolean awaited) {
        add(IN_FLIGHT, 1);
        if (awaited) {
            add(AWAITED_IN_FLIGHT, 1);
        }
    }

    /// Counts a frame that left or was dropped. The caller records it first, so that all frames are
    /// recorded once the wire is idle.
    void end(Verdict verdict, int frameBytes, boolean wasInFlight, boolean awaited) {
        add(verdict.ordinal(), 1);
        if (!verdict.dropped()) {
            add(BYTES, frameBytes);
        }
        if (wasInFlight) {
            add(IN_FLIGHT, -1);
            if (awaited) {
                counters.setRelease(AWAITED_IN_FLIGHT, counters.getPlain(AWAITED_IN_FLIGHT) - 1);
            }
        }
    }

    /// Records how late a frame left.
    void punctuality(long leftNanos, long dueNanos) {
        long error = leftNanos - dueNanos;
        if (error < 0) {
            add(EARLY, 1);
        }
        if (error > counters.getPlain(LATEST)) {
            counters.setOpaque(LATEST, error); // first, so that no percentile exceeds it
        }
        newErrors.recordValue(Math.clamp(error, 0, LONGEST_ERROR_NANOS));
        add(TIMED, 1); // last, so that a reader that sees it sees the error as well
    }

    /// Counts a frame that was not recorded.
    void unrecorded(boolean background) {
        if (!background) {
            add(UNRECORDED, 1);
        }
    }

    OpenGap gap(boolean background) {
        return background ? backgroundGap : gap;
    }

    private void add(int counter, long amount) {
        counters.setOpaque(counter, counters.getPlain(counter) + amount);
    }

    long enteredFrames() {
        return counters.getOpaque(ENTERED);
    }

    long awaitedFrames() {
        return counters.getOpaque(AWAITED_ENTERED);
    }

    boolean hasFramesUnderWay() {
        return counters.getAcquire(IN_FLIGHT) != 0;
    }

    boolean isIdle() {
        return counters.getAcquire(AWAITED_IN_FLIGHT) == 0;
    }

    DirectionReport report() {
        Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
        for (Verdict verdict : VERDICTS) {
            long count = counters.getOpaque(verdict.ordinal());
            if (count > 0) {
                verdicts.put(verdict, count);
            }
        }
        return new DirectionReport(
                counters.getOpaque(ENTERED),
                counters.getOpaque(IN_FLIGHT),
                counters.getOpaque(BYTES),
                verdicts,
                expectedLosses,
                counters.getOpaque(UNRECORDED),
                punctuality());
    }

    private Punctuality punctuality() {
        synchronized (newErrors) {
            long timed = counters.getOpaque(TIMED);
            if (last != null && timed == lastTimed) {
                return last; // readers ask often, and most links are idle
            }
            lastTimed = timed;
            Histogram fresh = newErrors.getIntervalHistogram(spare);
            if (errors == null) {
                errors = new Histogram(1, LONGEST_ERROR_NANOS, DIGITS);
            }
            errors.add(fresh);
            spare = fresh;
            long latest = counters.getOpaque(LATEST);
            last =
                    new Punctuality(
                            errors.getTotalCount(),
                            Math.min(latest, errors.getValueAtPercentile(50)),
                            Math.min(latest, errors.getValueAtPercentile(99)),
                            latest,
                            counters.getOpaque(EARLY));
            return last;
        }
    }
}
