package org.flowlab.bench;

import java.time.Duration;
import org.flowlab.bench.Target.Kind;

/// The part that measures by how much a TCP connect takes longer than twice the one-way delay.
final class DelayPart implements Part {
    private static final int WARM_UP = 4000;

    @Override
    public String name() {
        return "delay";
    }

    @Override
    public String title() {
        return "a TCP connect beyond twice the one-way delay";
    }

    @Override
    public void measure(Run run) {
        FabricBench.connects(Duration.ZERO, 0, run.times(WARM_UP, WARM_UP / 2), 1);
        long early = 0;
        for (int millis : new int[] {0, 1, 10, 20, 50}) {
            // With long delays, several threads connect in turn, so that the part ends sooner.
            int threads = millis < 10 ? 1 : millis < 50 ? 2 : 4;
            FabricBench.Connects result =
                    FabricBench.connects(
                            Duration.ofMillis(millis),
                            20,
                            millis == 50 ? run.times(1000, 200) : run.times(1000, 500),
                            threads);
            early += result.earlyFrames() + result.earlyConnects();
            Spread spread = Spread.of(result.excessNanos(), 1e3);
            run.found(
                    Finding.of("at " + millis + " ms", "µs", spread)
                            .with("threads", threads)
                            .with("early_frames", result.earlyFrames())
                            .with("early_connects", result.earlyConnects()));
        }
        run.found(
                Finding.count("frames or connects that came too early", early)
                        .should(Target.exactly(0, Kind.MUST)));
    }
}
