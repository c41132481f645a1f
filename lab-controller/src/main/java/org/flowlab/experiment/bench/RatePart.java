package org.flowlab.experiment.bench;

import java.time.Duration;
import org.flowlab.experiment.bench.Target.Kind;
import org.flowlab.fabric.bench.FabricBench;
import org.flowlab.unit.BitRate;

/// Whether a backlog leaves at the configured rate.
final class RatePart implements Part {
    @Override
    public String name() {
        return "rate";
    }

    @Override
    public String title() {
        return "the rate of a backlog of 1514-byte frames";
    }

    @Override
    public void measure(Run run) {
        measure(run, "10mbit", Duration.ofMillis(run.times(2000, 500)));
        measure(run, "1gbit", Duration.ofMillis(500));
    }

    private static void measure(Run run, String configured, Duration time) {
        BitRate rate = BitRate.parse(configured);
        FabricBench.RateAccuracy result = FabricBench.rate(rate, time);
        double bits = rate.bitsPerSecond();
        run.found(
                Finding.of(configured, "Mbit/s", result.achievedBitsPerSecond() / 1e6)
                        .should(Target.within(bits * 0.99 / 1e6, bits * 1.01 / 1e6, Kind.MUST))
                        .with("frames", result.frames())
                        .with("deviation", result.deviation()));
    }
}
