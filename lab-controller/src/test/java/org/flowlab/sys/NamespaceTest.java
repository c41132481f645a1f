package org.flowlab.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("netns")
class NamespaceTest {
    private static final String HERE = "/proc/thread-self/ns/net";

    @BeforeAll
    static void may() {
        NetnsTests.assume();
    }

    @Test
    void a_new_namespace_is_another_than_this_threads_and_leaves_this_thread_alone()
            throws Exception {
        String before = Files.readSymbolicLink(Path.of(HERE)).toString();
        try (Namespace namespace = Namespace.create("a")) {
            assertThat(namespace.identity()).startsWith("net:[").isNotEqualTo(before);
            assertThat(Files.readSymbolicLink(Path.of(HERE))).hasToString(before);
            assertThat(namespace.call(() -> Files.readSymbolicLink(Path.of(HERE)).toString()))
                    .isEqualTo(namespace.identity());
            assertThat(Files.readSymbolicLink(Path.of(HERE))).hasToString(before);
        }
    }

    @Test
    void threads_live_in_it_and_are_daemons() throws Exception {
        try (Namespace namespace = Namespace.create("a");
                ExecutorService threads =
                        Executors.newFixedThreadPool(2, namespace.threads("node-a"))) {
            assertThat(threads.submit(() -> Files.readSymbolicLink(Path.of(HERE)).toString()).get())
                    .isEqualTo(namespace.identity());
            assertThat(threads.submit(() -> Thread.currentThread().isDaemon()).get()).isTrue();
            assertThat(threads.submit(() -> Thread.currentThread().getName()).get())
                    .startsWith("node-a-");
        }
    }

    @Test
    void a_socket_stays_in_the_namespace_of_the_thread_that_made_it() throws Exception {
        NodeSetup setup = NetnsTests.node("a", "198.18.0.1");
        try (Wiring wiring = Wiring.up(java.util.List.of(setup));
                DatagramChannel channel =
                        wiring.namespace("a").call(() -> DatagramChannel.open())) {
            channel.bind(new InetSocketAddress(NetnsTests.ip("198.18.0.1"), 0));
        }
    }

    @Test
    void a_virtual_thread_may_not_enter_it() throws Exception {
        try (Namespace namespace = Namespace.create("a")) {
            CompletableFuture<Void> tried = new CompletableFuture<>();
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    namespace.enter();
                                    tried.complete(null);
                                } catch (RuntimeException e) {
                                    tried.completeExceptionally(e);
                                }
                            })
                    .join();
            assertThatThrownBy(tried::join)
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("virtual thread");
        }
    }

    @Test
    void what_a_task_throws_comes_out() {
        try (Namespace namespace = Namespace.create("a")) {
            assertThatThrownBy(
                            () ->
                                    namespace.call(
                                            () -> {
                                                throw new IllegalStateException("mine");
                                            }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("mine");
            assertThatThrownBy(
                            () ->
                                    namespace.call(
                                            () -> {
                                                throw new IOException("theirs");
                                            }))
                    .isInstanceOf(TaskFailedException.class)
                    .hasCauseInstanceOf(IOException.class)
                    .hasMessageContaining("theirs");
        }
    }

    @Test
    void after_close_nobody_enters_it() {
        Namespace namespace = Namespace.create("a");
        namespace.close();
        namespace.close();
        assertThatThrownBy(() -> namespace.call(() -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("after close");
    }

    @Test
    void it_is_gone_when_the_handle_is_closed() throws Exception {
        NodeSetup setup = NetnsTests.node("a", "198.18.0.1");
        try (Namespace witness = Namespace.create("witness")) {
            NodeSetup seen =
                    new NodeSetup(
                            "witness",
                            witness,
                            false,
                            NetnsTests.node("x", "198.18.0.9").interfaces(),
                            java.util.List.of(),
                            java.util.Map.of());
            Wiring wiring = Wiring.up(java.util.List.of(setup, seen));
            assertThat(NetnsTests.interfaces(witness)).contains("eth0");
            String identity = wiring.namespace("a").identity();
            wiring.close();
            // The link's other end was in the fabric's namespace, and went with it.
            NetnsTests.await(() -> !NetnsTests.interfaces(witness).contains("eth0"));
            NetnsTests.await(() -> NetnsTests.holders(identity).isEmpty());
        }
    }

    @Test
    void another_program_finds_it_by_its_path() throws Exception {
        try (Namespace namespace = Namespace.create("a")) {
            assertThat(
                            NetnsTests.run(
                                    "nsenter",
                                    "--net=" + namespace.path(),
                                    "readlink",
                                    "/proc/self/ns/net"))
                    .isEqualTo(namespace.identity());
        }
    }

    @Test
    void processes_see_their_own_hosts_file_and_the_machine_does_not(@TempDir Path folder)
            throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "198.18.0.1 origin\n");
        String machines = Files.readString(Path.of("/etc/hosts"));
        try (Namespace namespace = Namespace.create("a")) {
            Process process =
                    namespace.start(
                            new ProcessBuilder("getent", "hosts", "origin")
                                    .redirectErrorStream(true),
                            hosts);
            assertThat(NetnsTests.output(process)).isEqualTo("198.18.0.1      origin");
            assertThat(Files.readString(Path.of("/etc/hosts"))).isEqualTo(machines);
            assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                    .doesNotContain("/etc/hosts " + hosts);

            CompletableFuture<String> seen = new CompletableFuture<>();
            namespace
                    .threads("t", hosts)
                    .newThread(
                            () -> {
                                try {
                                    seen.complete(Files.readString(Path.of("/etc/hosts")));
                                } catch (IOException e) {
                                    seen.completeExceptionally(e);
                                }
                            })
                    .start();
            assertThat(seen.get(5, TimeUnit.SECONDS)).isEqualTo("198.18.0.1 origin\n");
        }
    }

    @Test
    void a_process_is_the_command_itself_and_ends_as_it_does() throws Exception {
        try (Namespace namespace = Namespace.create("a")) {
            Process process =
                    namespace.start(new ProcessBuilder("sh", "-c", "echo $$; exit 7"), null);
            assertThat(NetnsTests.output(process)).isEqualTo(Long.toString(process.pid()));
            assertThat(process.waitFor()).isEqualTo(7);

            Process sleeper = namespace.start(new ProcessBuilder("sleep", "60"), null);
            Thread.sleep(50);
            assertThat(sleeper.isAlive()).isTrue();
            sleeper.destroy();
            assertThat(sleeper.waitFor(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_command_that_is_not_there_is_an_error_and_not_an_exit_status() {
        try (Namespace namespace = Namespace.create("a")) {
            assertThatThrownBy(
                            () -> namespace.start(new ProcessBuilder("no-such-command-4711"), null))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no-such-command-4711");
        }
    }

    @Test
    void a_hosts_file_that_is_not_there_is_refused_at_once() {
        try (Namespace namespace = Namespace.create("a")) {
            assertThatThrownBy(() -> namespace.threads("t", Path.of("/nonexistent/hosts")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
