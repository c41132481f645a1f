package org.flowlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.flowlab.fabric.WireFrame;
import org.flowlab.lab.Labs;
import org.flowlab.lab.runtime.jvm.JvmHost;
import org.flowlab.sys.AwakeCores;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// What a run leaves in its folder is what was promised, and hangs together.
@Tag("netns")
class ResultsTest {
    @TempDir private Path folder;

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    private static Experiment experiment(String flows, String tc, String matrix, int trials) {
        return ExperimentFile.parse(
                Path.of("test.yaml"),
                """
                name: test
                topology:
                  nodes:
                    client: {kind: client}
                    proxy:  {kind: proxy}
                    origin: {kind: origin}
                  links:
                    - {endpoints: ["client:eth0", "proxy:eth0"], tc: %s}
                    - {endpoints: ["proxy:eth1", "origin:eth0"], tc: {delay: 1ms}}
                flows: %s
                matrix: %s
                trials: %d
                fidelity: 10s
                seed: 7
                """
                        .formatted(tc, flows, matrix, trials)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private RunReport run(Experiment experiment, Path out, RunListener listener)
            throws IOException {
        return run(experiment, out, true, listener);
    }

    private RunReport run(Experiment experiment, Path out, boolean coresAwake, RunListener listener)
            throws IOException {
        RunOptions options =
                new RunOptions(
                        out,
                        experiment.trials(),
                        experiment.seed(),
                        new JvmHost(),
                        "jvm",
                        RunOptions.Capture.ALL,
                        coresAwake);
        return new ExperimentRunner(experiment, options, listener).run();
    }

    /// Followed by an even number of quotes.
    private static final String UNQUOTED_COMMA = ",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)";

    private static List<Map<String, String>> csv(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String[] columns = lines.getFirst().split(",", -1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(UNQUOTED_COMMA, -1);
            assertThat(fields).hasSameSizeAs(columns);
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < columns.length; i++) {
                row.put(columns[i], fields[i]);
            }
            rows.add(row);
        }
        return rows;
    }

    @Test
    void trials_and_steps_hang_together_and_a_third_party_reads_the_capture() throws Exception {
        Path out = folder.resolve("out");
        Experiment experiment =
                experiment("six", "{delay: 1ms, loss: 3%}", "{client-proxy.delay: [1ms, 3ms]}", 1);
        AtomicLong lost = new AtomicLong();
        RunReport report =
                run(
                        experiment,
                        out,
                        (result, _, _) ->
                                lost.addAndGet(
                                        result.frames().stream()
                                                .filter(f -> f.verdict().dropped())
                                                .count()));
        assertThat(report.failed()).as("%s", report.problems()).isZero();
        assertThat(Files.readAllLines(out.resolve("trials.csv")).getFirst())
                .isEqualTo(
                        "trial,cell,flow,reuse,tls,attempt,outcome,conforms,total_ns,proxy_ns,tunnel_ns,"
                                + "origin_ns,theory_ns,late_p50_ns,late_p99_ns,late_max_ns,"
                                + "late_on_path_ns,pause_ns,client-proxy.delay");
        assertThat(Files.readAllLines(out.resolve("steps.csv")).getFirst())
                .isEqualTo(
                        "trial,flow,step,name,wire,phase,from,to,sent_ns,arrived_ns,transmissions");
        checkTrials(csv(out.resolve("trials.csv")), csv(out.resolve("steps.csv")));
        JsonNode run = new ObjectMapper().readTree(out.resolve("run.json").toFile());
        assertThat(run.get("status").asString()).isEqualTo("complete");
        assertThat(run.get("trials_done").asInt()).isEqualTo(12);
        assertThat(run.at("/topology/links/0/tc/loss").asString()).isEqualTo("3%");
        assertThat(run.get("fidelity")).hasSize(2);
        long dropped = count(out, "frame.comment contains \"dropped by link client-proxy\"");
        assertThat(dropped).isPositive().isEqualTo(lost.get());
        checkDecrypted(out);
    }

    private static void checkTrials(
            List<Map<String, String>> trials, List<Map<String, String>> steps) {
        assertThat(trials).hasSize(12);
        for (Map<String, String> trial : trials) {
            assertThat(trial).containsEntry("outcome", "ok").containsEntry("conforms", "true");
            long total = Long.parseLong(trial.get("total_ns"));
            assertThat(total).isGreaterThanOrEqualTo(Long.parseLong(trial.get("theory_ns")));
            List<Map<String, String>> own =
                    steps.stream().filter(s -> s.get("trial").equals(trial.get("trial"))).toList();
            assertThat(own).hasSize(trial.get("flow").endsWith(".http") ? 15 : 20);
            assertThat(own).allMatch(s -> s.get("flow").equals(trial.get("flow")));
            assertThat(own.getLast().get("wire")).contains("200 OK");
            assertThat(own.stream().mapToLong(s -> Long.parseLong(s.get("sent_ns"))).min())
                    .hasValue(0);
            assertThat(Long.parseLong(own.getLast().get("arrived_ns"))).isEqualTo(total);
            long phases = 0;
            for (String phase : List.of("proxy_ns", "tunnel_ns", "origin_ns")) {
                phases += trial.get(phase).isEmpty() ? 0 : Long.parseLong(trial.get(phase));
            }
            assertThat(phases).isEqualTo(total);
        }
    }

    /// Reads it with the keys in it, and without any other file.
    private static void checkDecrypted(Path out) throws Exception {
        assertThat(count(out, "spdy")).isPositive();
        assertThat(count(out, "http.request.method == \"CONNECT\"")).isPositive();
        assertThat(count(out, "http.request.uri == \"http://origin/\"")).isPositive();
    }

    private static long count(Path out, String filter) throws Exception {
        Labs.assumeProgram("tshark");
        Process process =
                new ProcessBuilder(
                                "tshark",
                                "-n",
                                "-r",
                                out.resolve("capture.pcapng").toString(),
                                "-d",
                                "tls.port==443,spdy",
                                "-Y",
                                filter)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        long lines = process.inputReader().lines().count();
        assertThat(process.waitFor()).isZero();
        return lines;
    }

    @Test
    void a_run_that_breaks_off_tells_of_the_cells_so_far_and_of_the_one_under_way()
            throws Exception {
        Path out = folder.resolve("out");
        Experiment experiment =
                experiment("https-proxy.http", "{}", "{client-proxy.delay: [1ms, 2ms, 3ms]}", 2);
        RunListener breaking =
                (_, done, _) -> {
                    if (done == 3) {
                        throw new IllegalStateException("no more");
                    }
                };
        assertThatThrownBy(() -> run(experiment, out, breaking)).hasMessage("no more");
        JsonNode run = new ObjectMapper().readTree(out.resolve("run.json").toFile());
        assertThat(run.get("status").asString()).isEqualTo("failed");
        assertThat(run.get("failure").asString()).contains("no more");
        assertThat(run.get("trials_done").asInt()).isEqualTo(3);
        assertThat(run.at("/fidelity/0/cell").asInt()).isEqualTo(1);
        assertThat(run.at("/fidelity/1/cell").asInt()).isEqualTo(2);
        assertThat(run.at("/fidelity/1/directions/0/frames").asInt()).isPositive();
        assertThat(run.get("fidelity")).hasSize(2);
        assertThat(csv(out.resolve("trials.csv"))).hasSize(3);
    }

    /// Does so if the kernel lets this process.
    @Test
    void cores_are_kept_awake_while_it_runs_where_that_is_asked_for_and_it_says_so()
            throws Exception {
        for (boolean asked : List.of(true, false)) {
            boolean granted;
            try (AwakeCores probe = asked ? AwakeCores.ask() : AwakeCores.notAsked()) {
                granted = probe.granted();
            }
            Path out = folder.resolve("asked-" + asked);
            List<Boolean> held = new ArrayList<>();
            RunReport report =
                    run(
                            experiment("https-proxy.http", "{}", "{}", 1),
                            out,
                            asked,
                            (_, _, _) -> held.add(holdsCores()));
            assertThat(held).containsExactly(granted);
            assertThat(holdsCores()).isFalse();
            assertThat(report.coresSleepBecause().isEmpty()).isEqualTo(granted);
            JsonNode run = new ObjectMapper().readTree(out.resolve("run.json").toFile());
            assertThat(run.get("cores_kept_awake").asBoolean()).isEqualTo(granted);
        }
    }

    private static boolean holdsCores() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.anyMatch(
                    it -> {
                        try {
                            return Files.readSymbolicLink(it).equals(AwakeCores.DEVICE);
                        } catch (IOException e) {
                            return false; // closed meanwhile
                        }
                    });
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void the_same_seed_decides_alike() throws Exception {
        Experiment experiment = experiment("https-proxy.http", "{delay: 1ms, loss: 6%}", "{}", 3);
        List<Map<String, WireFrame.Verdict>> runs = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            Map<String, WireFrame.Verdict> verdicts = new HashMap<>();
            run(
                    experiment,
                    folder.resolve(name),
                    (result, _, _) ->
                            result.frames()
                                    .forEach(
                                            f ->
                                                    verdicts.put(
                                                            f.link()
                                                                    + (f.forward() ? ">" : "<")
                                                                    + f.index(),
                                                            f.verdict())));
            runs.add(verdicts);
        }
        assertThat(runs.getFirst()).containsValue(WireFrame.Verdict.LOST_RANDOM);
        int both = 0;
        for (Map.Entry<String, WireFrame.Verdict> one : runs.getFirst().entrySet()) {
            WireFrame.Verdict other = runs.getLast().get(one.getKey());
            if (other != null) {
                both++;
                assertThat(other).as(one.getKey()).isEqualTo(one.getValue());
            }
        }
        assertThat(both).isGreaterThan(50);
    }
}
