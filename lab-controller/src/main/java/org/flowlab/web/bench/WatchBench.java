package org.flowlab.web.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.flowlab.bench.Finding;
import org.flowlab.bench.Part;
import org.flowlab.bench.Spread;
import org.flowlab.bench.Target;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.service.FlowRequest;
import org.flowlab.service.LiveLab;
import org.flowlab.stats.Sample;

/// How much later the wires' frames leave if clients watch the labs. Most labs carry datagrams at a
/// steady rate; in some, flows run one after the other.
final class WatchBench {
    private static final int WATCHERS = 20;
    private static final int FLOW_LABS = 5;
    private static final int DATAGRAMS_PER_SECOND = 20;
    private static final double MOST = 1.2;
    private static final Duration SETTLING = Duration.ofSeconds(1);
    private static final Duration WINDOW = Duration.ofSeconds(5);

    private final List<LiveLab> steady;
    private final List<LiveLab> flows;
    private final int port;
    private int flow;

    private WatchBench(List<LiveLab> labs, int port) {
        this.flows = labs.subList(0, FLOW_LABS);
        this.steady = labs.subList(FLOW_LABS, labs.size());
        this.port = port;
    }

    static void measure(Part.Run run, BenchController controller, List<LiveLab> labs)
            throws Exception {
        WatchBench bench = new WatchBench(labs, controller.controller().port());
        try (Traffic _ = new Traffic(bench.steady, DATAGRAMS_PER_SECOND)) {
            bench.measure(run);
        }
    }

    private void measure(Part.Run run) throws Exception {
        watched(SETTLING);
        int rounds = run.times(9, 5);
        double[] alone = new double[rounds];
        double[] watched = new double[rounds];
        double[] ratio = new double[rounds];
        double[] read = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            if (i % 2 == 0) { // neither is always the first
                alone[i] = lateness(WINDOW);
            }
            Watched of = watched(WINDOW);
            watched[i] = of.lateness();
            read[i] = of.megabytesPerSecond();
            if (i % 2 == 1) {
                alone[i] = lateness(WINDOW);
            }
            ratio[i] = watched[i] / alone[i];
        }
        run.found(Finding.of("frames late, p99, nobody watches", "µs", Spread.of(alone)));
        run.found(
                Finding.of("the same, " + WATCHERS + " watchers", "µs", Spread.of(watched))
                        .with("read_mbyte_per_second", Spread.of(read)));
        run.found(
                Finding.of("watched to unwatched", "times", Spread.of(ratio))
                        .should(Target.atMost(MOST, Target.Kind.SPEED)));
    }

    private record Watched(double lateness, double megabytesPerSecond) {}

    private Watched watched(Duration window) throws Exception {
        try (Watchers watchers = new Watchers(WATCHERS, port)) {
            long before = watchers.bytes();
            double lateness = lateness(window);
            double seconds = window.plus(SETTLING).toMillis() / 1e3;
            return new Watched(lateness, (watchers.bytes() - before) / 1e6 / seconds);
        }
    }

    /// The median, over the labs with steady traffic, of the 99th percentile of how late a lab's
    /// frames left, in microseconds.
    private double lateness(Duration window) throws Exception {
        runFlows(SETTLING);
        steady.forEach(LiveLab::restartLinks);
        runFlows(window);
        return Sample.of(
                        steady.stream()
                                .mapToDouble(
                                        lab ->
                                                lab.linkReports()
                                                                .getFirst()
                                                                .forward()
                                                                .punctuality()
                                                                .p99Nanos()
                                                        / 1e3)
                                .toArray())
                .median();
    }

    private void runFlows(Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            FlowRequest request =
                    new FlowRequest(
                            Catalogue.flow("spdy-proxy.https-spdy"),
                            Map.of(),
                            ExpectedStatus.SUCCESS);
            flows.get(flow++ % flows.size()).run(request).whenEnded().get(1, TimeUnit.MINUTES);
        }
    }
}
