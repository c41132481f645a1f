package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flowlab.lab.Labs;
import org.flowlab.wire.pcapng.CaptureFormatException;
import org.flowlab.wire.pcapng.CaptureHandler;
import org.flowlab.wire.pcapng.CaptureReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Runs that are interrupted keep what was finished, say so, and leave nothing behind.
@Tag("netns")
class InterruptTest {
    private static final String SLEEP = "7" + ProcessHandle.current().pid();

    /// A message of the JDK's, if the signal comes while it starts itself.
    private static final String JDK_IS_NOT_READY = "Runtime\\.exit\\(143\\) logging failed: .*\n";

    @TempDir private Path folder;
    @TempDir private Path temporary;

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    @BeforeEach
    void writeExperiment() throws IOException {
        Files.writeString(
                folder.resolve("long.yaml"),
                """
                name: long
                topology:
                  nodes:
                    client: {kind: client}
                    proxy:  {kind: proxy}
                    origin: {kind: origin}
                    guest:  {kind: host, exec: "sleep %s & sleep %s"}
                  links:
                    - {endpoints: ["client:eth0", "proxy:eth0"], tc: {delay: 2ms}}
                    - {endpoints: ["proxy:eth1", "origin:eth0"], tc: {delay: 1ms}}
                    - {endpoints: ["proxy:eth2", "guest:eth0"]}
                flows: [https-proxy.http, spdy-proxy.https-spdy]
                trials: 100000
                fidelity: 10s
                """
                        .formatted(SLEEP, SLEEP));
    }

    private Process start() throws IOException {
        return LabCommand.startIn(
                folder, temporary, "run", "long.yaml", "--out", "results", "--capture", "all");
    }

    private Path results() {
        return folder.resolve("results");
    }

    private long trials() {
        return lines("trials.csv") - 1;
    }

    private long lines(String file) {
        try (Stream<String> lines = Files.lines(results().resolve(file))) {
            return lines.count();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }

    private JsonNode run() {
        return new ObjectMapper().readTree(results().resolve("run.json").toFile());
    }

    @Test
    void a_signal_in_the_middle_of_a_trial_lets_the_run_end_in_order() throws Exception {
        for (String signal : List.of("INT", "TERM")) {
            Process process = start();
            await(() -> trials() >= 3);
            signal(process, signal);
            LabCommand.Ended ended = LabCommand.await(folder, process);
            assertThat(ended.status()).as(ended.all()).isEqualTo(signal.equals("INT") ? 130 : 143);
            assertThat(ended.out())
                    .contains("interrupted: " + trials() + " trials kept")
                    .contains("wire: ")
                    .contains("results: results");
            assertThat(run().get("status").asString()).isEqualTo("interrupted");
            assertThat(run().get("fidelity")).as("of the cell under way").hasSize(1);
            assertThat(run().get("trials_done").asLong()).isEqualTo(trials());
            assertThat(names(results()))
                    .containsExactly(
                            "capture.pcapng", "guest", "run.json", "steps.csv", "trials.csv");
            assertNothingIsLeft();
            delete(results());
        }
    }

    /// Which is for the lab alone: the guest's programs are not told.
    @Test
    void ctrl_c_on_a_terminal_lets_the_run_end_in_order() throws Exception {
        Labs.assumeProgram("script");
        Path file = folder.resolve("long.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "\"sleep " + SLEEP + " & ",
                                "\"trap 'echo told' INT; sleep " + SLEEP + " & "));
        Process process =
                LabCommand.startOnTerminal(folder, "run", "long.yaml", "--out", "results");
        await(() -> trials() >= 3);
        process.getOutputStream().write(3);
        process.getOutputStream().flush();
        LabCommand.Ended ended = LabCommand.await(folder, process);
        assertThat(ended.status()).as(ended.all()).isEqualTo(130);
        assertThat(ended.out()).contains("interrupted").contains(trials() + " trials kept");
        assertThat(run().get("status").asString()).isEqualTo("interrupted");
        assertThat(results().resolve("guest").resolve("output.log"))
                .content()
                .doesNotContain("told");
        assertNothingIsLeft();
    }

    /// A trial of half a minute is given up, and nobody waits for its frames.
    @Test
    void a_signal_in_a_long_trial_does_not_wait_for_its_end() throws Exception {
        Path file = folder.resolve("long.yaml");
        Files.writeString(file, Files.readString(file).replace("delay: 2ms", "delay: 4s"));
        Process process = start();
        await(() -> sleepers() > 0); // programs beside the flows start after warming up
        long signalled = System.nanoTime();
        signal(process, "TERM");
        LabCommand.Ended ended = LabCommand.await(folder, process);
        assertThat(System.nanoTime() - signalled).isLessThan(TimeUnit.SECONDS.toNanos(20));
        assertThat(ended.status()).as(ended.all()).isEqualTo(143);
        assertThat(ended.out()).contains("interrupted: 0 trials kept");
        assertNothingIsLeft();
    }

    /// Killed at moments that have nothing to do with where it is in a trial.
    @Test
    void a_kill_keeps_finished_trials_with_their_frames_and_the_run_is_not_called_complete()
            throws Exception {
        for (int round = 1; round <= 6; round++) {
            Process process = start();
            int enough = round;
            await(() -> trials() >= enough);
            Thread.sleep(7L * round);
            process.destroyForcibly();
            assertThat(LabCommand.await(folder, process).status()).isEqualTo(137);
            assertThat(run().get("status").asString()).isEqualTo("interrupted");
            long kept = trials();
            assertThat(kept).isGreaterThanOrEqualTo(round);
            assertThat(run().get("trials_done").asLong()).isBetween(kept - 1, kept);
            for (String table : List.of("trials.csv", "steps.csv")) {
                List<String> rows = Files.readAllLines(results().resolve(table));
                int columns = rows.getFirst().split(",", -1).length;
                assertThat(rows).allMatch(row -> unquoted(row).split(",", -1).length == columns);
                assertThat(Files.readString(results().resolve(table))).endsWith("\n");
            }
            assertThat(capturedTrials()).isBetween(kept, kept + 1);
            assertNothingIsLeft();
            delete(results());
        }
    }

    private static String unquoted(String row) {
        return row.replaceAll("\"[^\"]*\"", "");
    }

    /// Whose frames are in the capture.
    private long capturedTrials() throws IOException {
        List<String> comments = new ArrayList<>();
        CaptureHandler notes =
                frame -> {
                    if (frame.comment().startsWith("trial ")) {
                        comments.add(frame.comment());
                    }
                };
        try {
            CaptureReader.read(results().resolve("capture.pcapng"), notes);
        } catch (CaptureFormatException e) {
            // Killed while it wrote the frames of one that was not finished.
            assertThat(e).hasMessageContaining("the file ends");
        }
        return comments.size();
    }

    @Test
    void a_signal_during_the_build_up_ends_it() throws Exception {
        for (int millis : new int[] {150, 400, 650}) {
            Process process = start();
            Thread.sleep(millis);
            signal(process, "TERM");
            LabCommand.Ended ended = LabCommand.await(folder, process);
            assertThat(ended.status()).as(ended.all()).isEqualTo(143);
            assertThat(ended.err().replaceFirst(JDK_IS_NOT_READY, "")).isEmpty();
            if (Files.exists(results().resolve("run.json"))) {
                assertThat(run().get("status").asString()).isEqualTo("interrupted");
            }
            assertNothingIsLeft();
            delete(results());
        }
    }

    /// Looks for programs and temporary files; only the process holds namespaces and links.
    private void assertNothingIsLeft() throws InterruptedException {
        await(() -> sleepers() == 0);
        assertThat(names(temporary)).isEmpty();
        if (Files.isDirectory(results())) {
            assertThat(names(results())).noneMatch(n -> n.startsWith(".") || n.endsWith(".tmp"));
        }
    }

    private static Set<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long sleepers() {
        return ProcessHandle.allProcesses()
                .filter(
                        p ->
                                p.info()
                                        .arguments()
                                        .map(a -> a.length > 0 && a[a.length - 1].equals(SLEEP))
                                        .orElse(false))
                .count();
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor())
                .isZero();
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 2 minutes").isLessThan(end);
            Thread.sleep(5);
        }
    }
}
