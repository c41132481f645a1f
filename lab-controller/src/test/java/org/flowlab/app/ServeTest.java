package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flowlab.lab.Labs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./lab serve` as a process of its own: how it begins, and how it ends.
@Tag("netns")
class ServeTest {
    private static final String SLEEP = "8" + ProcessHandle.current().pid();

    @TempDir private Path folder;

    @BeforeEach
    void prepare() throws IOException {
        Labs.assume();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(
                folder.resolve("net.yaml"),
                """
                name: net
                topology:
                  nodes:
                    client: {kind: client}
                    proxy:  {kind: proxy}
                    origin: {kind: origin}
                    guest:  {kind: host, exec: "sleep %s"}
                  links:
                    - {endpoints: ["client:eth0", "proxy:eth0"], tc: {delay: 60s}}
                    - {endpoints: ["proxy:eth1", "origin:eth0"]}
                    - {endpoints: ["proxy:eth2", "guest:eth0"]}
                """
                        .formatted(SLEEP));
    }

    private Process serve(String... more) throws IOException {
        return LabCommand.start(
                folder,
                Map.of("XDG_RUNTIME_DIR", folder.toString()),
                Stream.concat(Stream.of("serve"), Stream.of(more)).toArray(String[]::new));
    }

    /// Waits for the line that says where it listens.
    private String url(Process process) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (true) {
            String out = Files.readString(folder.resolve("out"));
            if (out.endsWith("/\n")) {
                assertThat(out).matches("flowlab: http://127\\.0\\.0\\.1:\\d+/\n");
                return out.substring("flowlab: ".length(), out.length() - 2);
            }
            assertThat(process.isAlive()).as(Files.readString(folder.resolve("err"))).isTrue();
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(10);
        }
    }

    private Screen screen(String url) {
        return new Screen(
                new Access(url, "", new RuntimeFiles(List.of(folder.resolve("flowlab")))));
    }

    private String namespace(String url) throws IOException {
        RuntimeFiles files = new RuntimeFiles(List.of(folder.resolve("flowlab")));
        String path =
                new LabClient(new Access(url, "", files))
                        .get(
                                LabClient.path("labs", "net", "nodes", "client", "namespace"),
                                org.flowlab.view.NamespaceView.class)
                        .path();
        return Files.readSymbolicLink(Path.of(path)).toString();
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor())
                .isZero();
    }

    @Test
    void a_signal_ends_the_trial_under_way_the_labs_and_the_process_in_good_order()
            throws Exception {
        for (String signal : List.of("TERM", "INT")) {
            Process process = serve("--port", "0", "--deploy", "net.yaml");
            String url = url(process);
            Screen screen = screen(url);
            assertThat(screen.lab("labs")).as(screen.err()).isZero();
            assertThat(screen.out()).contains("net");
            String namespace = namespace(url);
            Thread flow =
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () ->
                                            screen(url)
                                                    .lab(
                                                            "flow",
                                                            "https-proxy.http",
                                                            "--lab",
                                                            "net"));
            awaitRunning(screen);
            long signalled = System.nanoTime();
            signal(process, signal);
            LabCommand.Ended ended = LabCommand.await(folder, process);
            assertThat(ended.status()).isEqualTo(Exit.OK);
            assertThat(ended.out()).hasLineCount(1);
            assertThat(ended.err().lines().map(ServeTest::withoutTime))
                    .contains(
                            "INFO org.flowlab.controller - url=%s pid=%d controller is up"
                                    .formatted(url, process.pid()),
                            "INFO org.flowlab.events - lab=net id=lab1 lab is up",
                            "INFO org.flowlab.events - lab=net trial=t1 flow=https-proxy.http"
                                    + " flow starts",
                            "INFO org.flowlab.events - lab=net id=lab1 lab is down")
                    .endsWith("INFO org.flowlab.controller - controller has ended");
            assertThat(Duration.ofNanos(System.nanoTime() - signalled))
                    .isLessThan(Duration.ofSeconds(8));
            flow.join(Duration.ofSeconds(30));
            assertThat(flow.isAlive()).as("its client was told").isFalse();
            assertNothingIsLeft(namespace);
            assertThat(folder.resolve("flowlab")).isEmptyDirectory();
        }
    }

    private static String withoutTime(String line) {
        return line.replaceFirst("^\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d) ", "");
    }

    private static void awaitRunning(Screen screen) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        do {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(10);
            assertThat(screen.lab("inspect", "net")).isZero();
        } while (!screen.out().contains("running"));
    }

    @Test
    void a_kill_leaves_nothing_but_a_stale_runtime_file_which_the_next_one_replaces()
            throws Exception {
        Process killed = serve("--port", "0", "--deploy", "net.yaml");
        String url = url(killed);
        String namespace = namespace(url);
        killed.destroyForcibly().waitFor();
        assertNothingIsLeft(namespace);
        Path stale = folder.resolve("flowlab").resolve(url.replaceFirst(".*:", "") + ".json");
        assertThat(stale).exists();
        assertThat(screen(url).lab("labs")).isEqualTo(Exit.MACHINE);

        Process next = serve("--port", url.replaceFirst(".*:", ""), "--log-level", "warn");
        try {
            assertThat(url(next)).isEqualTo(url);
            assertThat(screen(url).lab("labs")).isZero();
            assertThat(Files.readString(stale)).contains("" + next.pid());
        } finally {
            next.destroy();
            next.waitFor();
        }
        assertThat(folder.resolve("err")).isEmptyFile();
        assertThat(stale).doesNotExist();
    }

    @Test
    void a_port_in_use_is_said_with_the_way_out() throws Exception {
        Process first = serve("--port", "0");
        try {
            String port = url(first).replaceFirst(".*:", "");
            Path other = Files.createDirectory(folder.resolve("other"));
            Process second =
                    LabCommand.start(
                            other,
                            Map.of("XDG_RUNTIME_DIR", folder.toString()),
                            "serve",
                            "--port",
                            port);
            LabCommand.Ended ended = LabCommand.await(other, second);
            assertThat(ended.status()).isEqualTo(Exit.MACHINE);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err())
                    .isEqualTo(
                            "flowlab: port %s of 127.0.0.1 is in use by a controller of yours, process %d.\n"
                                            .formatted(port, first.pid())
                                    + "Choose another: ./lab serve --port 8080; the other commands"
                                    + " then need LAB_URL=http://127.0.0.1:8080\n");
        } finally {
            first.destroy();
            first.waitFor();
        }
    }

    @Test
    void a_lab_that_cannot_be_deployed_ends_the_controller_with_the_status_of_bad_input()
            throws Exception {
        Process process = serve("--port", "0", "--deploy", "net.yaml", "--deploy", "net.yaml");
        LabCommand.Ended ended = LabCommand.await(folder, process);
        assertThat(ended.status()).isEqualTo(Exit.INPUT);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("flowlab: a lab called \"net\" is up; take it down first")
                .doesNotContain("should not happen");
    }

    @Test
    void what_cannot_be_served_is_bad_input() {
        Screen screen = screen("");
        assertThat(screen.lab("serve", "--listen", "0.0.0.0", "--port", "0")).isEqualTo(Exit.INPUT);
        assertThat(screen.err()).contains("token").hasLineCount(1);
        assertThat(screen.lab("serve", "--port", "70000")).isEqualTo(Exit.INPUT);
        assertThat(screen.err()).startsWith("--port: 70000 is not a port");
        assertThat(screen.lab("serve", "--deploy", "nope.yaml")).isEqualTo(Exit.INPUT);
        assertThat(screen.err()).startsWith("nope.yaml: no such file");
        assertThat(screen.lab("serve", "--log-level", "warm")).isEqualTo(Exit.INPUT);
        assertThat(screen.err())
                .isEqualTo(
                        "--log-level: \"warm\" is not known; did you mean warn? allowed: error,"
                                + " warn, info, debug\n");
        assertThat(screen.lab("serve", "--token-file", "/dev/null")).isEqualTo(Exit.INPUT);
        assertThat(screen.err()).startsWith("--token-file: /dev/null: write the token");
        assertThat(screen.lab("serve", "--listen", "no such host")).isEqualTo(Exit.INPUT);
        assertThat(screen.out()).isEmpty();
    }

    /// Looks for the guest's program, and for processes in the namespace of a node.
    private static void assertNothingIsLeft(String namespace) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (sleepers() > 0 || holders(namespace) > 0) {
            assertThat(System.nanoTime())
                    .as("%s sleepers, %s in %s", sleepers(), holders(namespace), namespace)
                    .isLessThan(end);
            Thread.sleep(10);
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

    private static long holders(String namespace) {
        return ProcessHandle.allProcesses().filter(p -> holds(p, namespace)).count();
    }

    private static boolean holds(ProcessHandle process, String namespace) {
        Path proc = Path.of("/proc/" + process.pid());
        try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
            return Stream.concat(Stream.of(proc.resolve("ns/net")), files)
                    .anyMatch(file -> target(file).equals(namespace));
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
