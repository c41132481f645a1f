package org.flowlab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.flowlab.experiment.Experiment;
import org.flowlab.experiment.ExperimentFile;
import org.flowlab.experiment.ExperimentRunner;
import org.flowlab.experiment.RunOptions;
import org.flowlab.lab.Labs;
import org.flowlab.lab.runtime.jvm.JvmHost;
import org.flowlab.service.LiveRun;
import org.flowlab.stats.Interval;
import org.flowlab.stats.Sample;
import org.flowlab.store.StoredRuns;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run measures the same through the controller's API as by itself.
@Tag("netns")
class AgreementTest {
    private static final int TRIALS = 8;

    /// With eight trials the interval goes from the least to the greatest. If nothing differs, two
    /// such intervals miss each other once in 6,435 pairs.
    private static final double CONFIDENCE = 0.99;

    private static final String SIX =
            """
            name: six
            topology:
              nodes:
                client: {kind: client}
                proxy:  {kind: proxy, protocols: [spdy/3.1, http/1.1]}
                origin: {kind: origin, protocols: [spdy/3.1, http/1.1]}
              links:
                - {endpoints: ["client:eth0", "proxy:eth0"], tc: {delay: 10ms}}
                - {endpoints: ["proxy:eth1", "origin:eth0"], tc: {delay: 5ms}}
            flows: six
            trials: %d
            seed: 7
            """
                    .formatted(TRIALS);

    @TempDir Path folder;

    /// Half of the trials without the API come before those with it and half after, because code is
    /// the faster the longer it has run.
    @Test
    void medians_of_the_six_flows_through_the_api_agree_with_those_of_a_run_by_itself()
            throws Exception {
        Labs.assume();
        Map<String, List<Long>> alone = new LinkedHashMap<>();
        Map<String, List<Long>> through = new LinkedHashMap<>();
        try (Served served = new Served(folder)) {
            runAlone("before", alone);
            runThrough(served, through);
            runAlone("after", alone);
        }
        assertThat(through).hasSize(6).containsOnlyKeys(alone.keySet());
        through.forEach(
                (flow, totals) ->
                        assertThat(agree(interval(totals), interval(alone.get(flow))))
                                .as(
                                        "%s: %s through the API, %s alone",
                                        flow, totals, alone.get(flow))
                                .isTrue());
    }

    private static boolean agree(Interval one, Interval other) {
        return one.low() <= other.high() && other.low() <= one.high();
    }

    private static Interval interval(List<Long> totals) {
        return Sample.of(totals).medianInterval(CONFIDENCE).orElseThrow();
    }

    private void runAlone(String name, Map<String, List<Long>> totals) throws Exception {
        Experiment experiment =
                ExperimentFile.parse(
                        "six", SIX.getBytes(StandardCharsets.UTF_8), _ -> Path.of("none"));
        RunOptions options =
                new RunOptions(
                        folder.resolve("alone").resolve(name),
                        TRIALS / 2,
                        experiment.seed(),
                        new JvmHost(),
                        "jvm",
                        RunOptions.Capture.NONE,
                        true);
        new ExperimentRunner(experiment, options, (_, _, _) -> {}).run();
        add(folder.resolve("alone"), name, totals);
    }

    private void runThrough(Served served, Map<String, List<Long>> totals) throws Exception {
        String started =
                served.client
                        .send("POST", "/api/runs", TestClient.text(SIX, ", \"capture\": \"none\""))
                        .body();
        String id = started.replaceFirst(".*\"id\":\"([^\"]*)\".*", "$1");
        LiveRun run = served.service.runs().find(id).orElseThrow();
        assertThat(run.whenEnded().get(2, TimeUnit.MINUTES).outcome()).isEqualTo("done");
        add(folder.resolve("results"), id, totals);
    }

    /// Adds the totals of the trials that count, in nanoseconds, by flow.
    private static void add(Path results, String run, Map<String, List<Long>> totals) {
        for (Map<String, String> row :
                new StoredRuns(results).run(run).orElseThrow().trials(1, 1_000).rows()) {
            if (row.get("outcome").equals("ok")) {
                totals.computeIfAbsent(row.get("flow"), _ -> new ArrayList<>())
                        .add(Long.parseLong(row.get("total_ns")));
            }
        }
    }
}
