package org.flowlab.bench;

import org.flowlab.bench.Target.Kind;
import org.flowlab.stats.Interval;
import org.flowlab.stats.Proportion;

/// The part that tests whether as many frames are lost as configured.
final class LossPart implements Part {
    private static final double PROBABILITY = 0.01;
    private static final int FRAMES = 100_000;
    private static final double CONFIDENCE = 0.99;

    @Override
    public String name() {
        return "loss";
    }

    @Override
    public String title() {
        return "1 % of 100,000 frames; within the binomial 99 % interval";
    }

    @Override
    public void measure(Run run) {
        FabricBench.LossAccuracy loss = FabricBench.loss(PROBABILITY, FRAMES, run.seed());
        Interval expected =
                Proportion.expectedCounts(Math.toIntExact(loss.frames()), PROBABILITY, CONFIDENCE);
        run.found(
                Finding.count("frames lost", loss.lost())
                        .should(Target.within(expected.low(), expected.high(), Kind.MUST))
                        .with("frames", loss.frames())
                        .with("sigmas", loss.sigmas()));
    }
}
