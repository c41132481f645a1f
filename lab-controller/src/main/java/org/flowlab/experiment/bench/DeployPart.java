package org.flowlab.experiment.bench;

import java.nio.file.Path;
import org.flowlab.experiment.bench.Target.Kind;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.topology.Plan;

/// How long whole labs take until their listeners are ready, and to go.
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
        measure(run, "3 nodes", three, 30, run.times(50, 20), 6);
        measure(run, "250 nodes in a star", BenchLabs.star("star", 250), 2, run.times(5, 2), 200);
    }

    private static void measure(
            Run run, String what, Plan plan, int warmUp, int rounds, double mostMillis)
            throws InterruptedException {
        long[] up = new long[rounds];
        long[] down = new long[rounds];
        for (int i = -warmUp; i < rounds; i++) {
            long start = System.nanoTime();
            Lab lab = Lab.deploy(plan, LabOptions.inJvm(run.seed(), Path.of("results")));
            long ready = System.nanoTime();
            lab.close();
            if (i >= 0) {
                up[i] = ready - start;
                down[i] = System.nanoTime() - ready;
            }
            // The kernel clears the last lab away, and the next one's site is made ahead.
            Thread.sleep(PAUSE_MILLIS + plan.nodes().size());
        }
        run.found(
                Finding.of(what + ", up", "ms", Spread.of(up, 1e6))
                        .should(Target.atMost(mostMillis, Kind.SPEED)));
        run.found(Finding.of(what + ", down", "ms", Spread.of(down, 1e6)));
    }
}
