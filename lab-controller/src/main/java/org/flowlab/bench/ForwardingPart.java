package org.flowlab.bench;

import java.time.Duration;
import org.flowlab.bench.Target.Kind;

/// The part that measures how many frames per second the wire carries with the recorder on.
final class ForwardingPart implements Part {
    @Override
    public String name() {
        return "forwarding";
    }

    @Override
    public String title() {
        return "a flood in one direction without delay, recorder on";
    }

    @Override
    public void measure(Run run) {
        for (int bytes : new int[] {64, 1514}) {
            int rounds = run.times(3, 1);
            double[] rates = new double[rounds];
            double allocated = 0;
            long drops = 0;
            long offered = 0;
            for (int i = 0; i < rounds; i++) {
                FabricBench.Forwarding result =
                        FabricBench.forwarding(bytes, Duration.ofMillis(1500));
                rates[i] = result.framesPerSecond() / 1e3;
                allocated = Math.max(allocated, result.allocatedBytesPerFrame());
                drops += result.kernelDrops();
                offered += result.offeredFrames();
            }
            run.found(
                    Finding.of(bytes + " bytes", "kframes/s", Spread.of(rates))
                            .with("offered_frames", offered)
                            .with("kernel_drops", drops));
            // Rounded: a new code cache or a clock's sample is not allocated for a frame.
            run.found(
                    Finding.of(bytes + " bytes, on the heap", "B/frame", round(allocated))
                            .should(Target.exactly(0, Kind.MUST))
                            .with("exact", allocated));
        }
    }

    /// Rounds to hundredths: one byte per hundred frames still shows.
    private static double round(double bytes) {
        return Math.rint(bytes * 100) / 100;
    }
}
