package org.flowlab.bench;

import java.time.Duration;
import java.util.List;
import org.flowlab.bench.Target.Kind;
import org.flowlab.sys.NodeSetup;

/// The part that measures how long namespaces and links take to come up and to be taken down.
final class BringUpPart implements Part {
    private static final double NANOS_PER_MILLI = 1e6;

    /// The fixed part of a pause, in which the kernel removes a round's namespaces in the
    /// background. Each namespace adds 1 ms to it.
    private static final int PAUSE_MILLIS = 10;

    @Override
    public String name() {
        return "bring-up";
    }

    @Override
    public String title() {
        return "namespaces and links, without nodes in them";
    }

    @Override
    public void measure(Run run) throws InterruptedException {
        BringUpBench.Result three = measure(BringUpBench.chain(3), 20, run.times(50, 20));
        run.found(up("3 nodes in a chain, up", three));
        BringUpBench.Result many = measure(BringUpBench.star(250), 3, run.times(7, 3));
        run.found(up("250 nodes in a star, up", many));
        run.found(
                Finding.of(
                                "250 nodes in a star, down",
                                "ms",
                                Spread.of(many.downNanos(), NANOS_PER_MILLI))
                        .should(Target.atMost(50, Kind.SPEED)));
        perNode(run);
    }

    private static void perNode(Run run) throws InterruptedException {
        double least = Double.MAX_VALUE;
        double most = 0;
        for (int nodes : new int[] {10, 100, 1000}) {
            BringUpBench.Result result =
                    measure(BringUpBench.star(nodes), 1, nodes == 1000 ? run.times(3, 1) : 5);
            Spread each = Spread.of(result.upNanos(), 1e3 * nodes);
            run.found(Finding.of("each of " + nodes + " nodes, up", "µs", each));
            least = Math.min(least, each.p50());
            most = Math.max(most, each.p50());
        }
        run.found(
                Finding.of("each node, slowest of these cases to fastest", "times", most / least)
                        .should(Target.atMost(2, Kind.SPEED)));
    }

    private static Finding up(String what, BringUpBench.Result result) {
        return Finding.of(what, "ms", Spread.of(result.upNanos(), NANOS_PER_MILLI));
    }

    private static BringUpBench.Result measure(List<NodeSetup> setups, int warmUp, int rounds)
            throws InterruptedException {
        Duration pause = Duration.ofMillis(PAUSE_MILLIS + setups.size());
        BringUpBench.measure(setups, warmUp, pause);
        return BringUpBench.measure(setups, rounds, pause);
    }
}
