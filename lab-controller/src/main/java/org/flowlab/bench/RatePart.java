package org.flowlab.bench;

import java.time.Duration;
import org.flowlab.bench.Target.Kind;
import org.flowlab.unit.BitRate;

/// The part that tests whether a backlog leaves at the configured rate.
final class RatePart implements Part {
    private static final double TOLERANCE = 0.01;

    /// The most measurements per rate; the first valid one counts.
    private static final int TRIES = 3;

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
        for (int i = 1; i < TRIES && !result.tells(TOLERANCE); i++) {
            result = FabricBench.rate(rate, time);
        }
        run.found(finding(configured, result));
    }

    /// The finding of one measurement. A busy machine can hold up the sender, so that the queue
    /// runs empty, or the wire, so that frames leave late. Neither means that the rate is wrong.
    static Finding finding(String configured, FabricBench.RateAccuracy result) {
        double bits = result.rate().bitsPerSecond() / 1e6;
        Finding finding =
                Finding.of(configured, "Mbit/s", result.achievedBitsPerSecond() / 1e6)
                        .should(
                                Target.within(
                                        bits * (1 - TOLERANCE), bits * (1 + TOLERANCE), Kind.MUST))
                        .with("frames", result.frames())
                        .with("deviation", result.deviation())
                        .with("latest_nanos", result.latestNanos());
        return result.tells(TOLERANCE) ? finding : finding.notMeasured("this machine was too busy");
    }
}
