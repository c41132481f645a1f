package org.flowlab.bench;

import java.nio.file.Path;
import org.flowlab.bench.Target.Kind;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.topology.Plan;

/// The part that measures how long whole labs take until their listeners are ready, and to be taken
/// down.
final class DeployPart implements Part {
    private static final int PAUSE_MILLIS = 40;

    @Override
    public String name() {
        return "deploy";
    }

    @Override
    public String title() {
        return "whole labs, one after the other: namespaces, wire and nodes, listeners ready";
    }

    @Override
    public void measure(Run run) throws InterruptedException {
        Plan three = BenchLabs.threeTier("bench", 20, 10);
        measure(run, "3 nodes", three, 100, run.times(50, 20), 5);
        measure(run, "250 nodes in a star", BenchLabs.star("star", 250), 10, run.times(5, 2), 3);
    }

    /// Measures lab and bare kernel in turn, so that changes of the machine's speed cancel out.
    private static void measure(
            Run run, String what, Plan plan, int warmUp, int rounds, double mostTimes)
            throws InterruptedException {
        long[] bare = new long[rounds];
        long[] up = new long[rounds];
        long[] down = new long[rounds];
        for (int i = -warmUp; i < rounds; i++) {
            long alone = BringUpBench.bareNanos(plan.nodes().size());
            clearAway(plan);
            long start = System.nanoTime();
            Lab lab = Lab.deploy(plan, LabOptions.inJvm(run.seed(), Path.of("results")));
            long ready = System.nanoTime();
            lab.close();
            if (i >= 0) {
                bare[i] = alone;
                up[i] = ready - start;
                down[i] = System.nanoTime() - ready;
            }
            clearAway(plan);
        }
        Spread whole = Spread.of(up, 1e6);
        Spread kernel = Spread.of(bare, 1e6);
        run.found(Finding.of(what + ", up", "ms", whole));
        run.found(Finding.of("the kernel's part: namespaces, veth pairs, addresses", "ms", kernel));
        run.found(
                Finding.of(what + ", up, to the kernel's part", "times", whole.p50() / kernel.p50())
                        .should(Target.atMost(mostTimes, Kind.SPEED)));
        run.found(Finding.of(what + ", down", "ms", Spread.of(down, 1e6)));
    }

    /// Pauses, so that the kernel can remove the last namespaces and the next lab's site can be
    /// prepared.
    private static void clearAway(Plan plan) throws InterruptedException {
        Thread.sleep(PAUSE_MILLIS + plan.nodes().size());
    }
}
