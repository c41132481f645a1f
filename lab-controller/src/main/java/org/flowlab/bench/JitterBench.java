package org.flowlab.bench;

import java.time.Duration;
import java.util.Arrays;
import org.flowlab.fabric.FabricOptions;
import org.flowlab.fabric.FrameSink;
import org.flowlab.fabric.FrameView;
import org.flowlab.fabric.Impairment;
import org.flowlab.unit.Seed;

/// Measures how a varying delay is distributed on the wire.
public final class JitterBench {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int FRAMES_PER_SECOND = 5000;

    private JitterBench() {}

    /// Sends `frames` frames over a link whose delay varies.
    ///
    /// @param delay so much larger than `jitter` that no frame's delay becomes negative
    /// @return the delay of each frame minus `delay`, in units of `jitter`
    public static double[] offsets(
            Impairment.Distribution distribution,
            Duration delay,
            Duration jitter,
            int frames,
            Seed seed) {
        Impairment varied = Impairment.NONE.withDelay(delay).withJitter(jitter, distribution);
        Offsets offsets = new Offsets(delay.toNanos(), jitter.toNanos(), frames);
        try (Pair pair =
                        new Pair(
                                FabricOptions.DEFAULT.withSink(offsets),
                                varied,
                                Impairment.NONE,
                                seed);
                RawSender sender = new RawSender(pair, 64)) {
            sender.paced(frames, FRAMES_PER_SECOND);
            if (!pair.fabric.awaitIdle(PATIENCE)) {
                throw new IllegalStateException(
                        "send frames with jitter "
                                + jitter
                                + ": not all arrived within "
                                + PATIENCE);
            }
            return offsets.all();
        }
    }

    private static final class Offsets implements FrameSink {
        private final long delayNanos;
        private final double jitterNanos;
        private final double[] values;
        private int count;

        Offsets(long delayNanos, long jitterNanos, int frames) {
            this.delayNanos = delayNanos;
            this.jitterNanos = jitterNanos;
            this.values = new double[frames];
        }

        @Override
        public synchronized void frame(FrameView frame) {
            if (frame.forward() && !frame.verdict().dropped() && count < values.length) {
                long underWay = frame.leftNanos() - frame.enteredNanos();
                values[count++] = (underWay - delayNanos) / jitterNanos;
            }
        }

        synchronized double[] all() {
            return Arrays.copyOf(values, count);
        }
    }
}
