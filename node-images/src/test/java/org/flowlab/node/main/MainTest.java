package org.flowlab.node.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.FreePorts;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.Hello;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.node.spec.Route;
import org.flowlab.node.spec.SpecJson;
import org.flowlab.node.spec.Start;
import org.flowlab.node.tls.Authority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class MainTest {
    private final Authority authority = Authority.create();

    /// A node behind pipes, as a controller has it.
    private static final class Hosted {
        final PipedOutputStream input = new PipedOutputStream();
        final ByteArrayOutputStream errors = new ByteArrayOutputStream();
        final BufferedReader events;
        final CompletableFuture<Integer> status;
        final CompletableFuture<Integer> halted = new CompletableFuture<>();

        Hosted() throws IOException {
            PipedInputStream in = new PipedInputStream(input, 65_536);
            PipedOutputStream out = new PipedOutputStream();
            events =
                    new BufferedReader(
                            new InputStreamReader(
                                    new PipedInputStream(out, 65_536), StandardCharsets.UTF_8));
            status =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return Main.run(
                                            in,
                                            new PrintStream(out, true, StandardCharsets.UTF_8),
                                            new PrintStream(errors, true, StandardCharsets.UTF_8),
                                            halted::complete);
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            },
                            task -> Thread.ofPlatform().daemon().start(task));
            assertThat(SpecJson.hello(events.readLine())).isEqualTo(Hello.ofThisBuild());
        }

        void start(NodeSpec spec) throws IOException {
            say(SpecJson.write(new Start(0, spec)));
        }

        void say(String line) throws IOException {
            input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        }

        Event next() throws IOException {
            Event event = SpecJson.event(events.readLine());
            return event instanceof Event.KeyLog ? next() : event;
        }
    }

    private NodeSpec spec(NodeSpec.Role role, int plainPort, int tlsPort) {
        return new NodeSpec(
                role.name().toLowerCase(),
                role,
                List.of("http/1.1"),
                "127.0.0.1",
                plainPort,
                tlsPort,
                authority.forServer(List.of("origin")),
                Map.of("origin", "127.0.0.1"),
                false,
                null);
    }

    @Test
    void two_processes_fetch_a_page_and_end_with_their_input() throws Exception {
        int port = FreePorts.next();
        Hosted origin = new Hosted();
        Hosted client = new Hosted();
        origin.start(spec(NodeSpec.Role.ORIGIN, 0, port));
        client.start(spec(NodeSpec.Role.CLIENT, 0, 0));
        assertThat(origin.next()).isEqualTo(new Event.Ready(0, port));
        assertThat(client.next()).isEqualTo(new Event.Ready(0, 0));
        Route route = new Route(null, List.of(), List.of("http/1.1"), Route.TlsChoice.DEFAULT);
        client.say(
                SpecJson.write(new Command.Fetch(5, route, "https://origin:" + port + "/bytes/7")));
        assertThat(client.next()).isEqualTo(new Event.Fetched(5, 200, 7, "", "http/1.1"));
        client.input.close();
        assertThat(client.status.get(40, TimeUnit.SECONDS)).isZero();
        origin.say(SpecJson.write(new Command.Stop(6)));
        assertThat(origin.next()).isEqualTo(new Event.Done(6));
        assertThat(origin.status.get(40, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void a_node_that_cannot_start_says_why_and_ends_with_1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Hosted origin = new Hosted();
            origin.start(spec(NodeSpec.Role.ORIGIN, taken.getLocalPort(), 0));
            assertThat(origin.next())
                    .isInstanceOfSatisfying(
                            Event.Failed.class,
                            failed -> assertThat(failed.reason()).contains("in use"));
            origin.input.close();
            assertThat(origin.status.get(40, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void lines_that_are_not_understood_end_it_with_2() throws Exception {
        String good = SpecJson.write(new Start(0, spec(NodeSpec.Role.CLIENT, 0, 0))) + "\n";
        assertThat(run("")).isEqualTo("2 node specification: the input is empty");
        assertThat(run("{}\n")).startsWith("2 node specification: ").contains("node");
        assertThat(run("\0\1\2\n")).startsWith("2 node specification: ");
        assertThat(run(good + "nonsense\n")).startsWith("2 command: ").contains("nonsense");
        assertThat(run(good.replace("\"client\"", "\"\""))).startsWith("2 ").contains("name");
        assertThat(run(good.replace("127.0.0.1\"},", "localhost\"},")))
                .startsWith("2 ")
                .contains("dotted IPv4");
        assertThat(run("x".repeat(2 << 20))).isEqualTo("2 a line of more than 1048576 bytes");
        assertThat(run(good)).startsWith("0");
    }

    @Test
    void a_silent_controller_ends_it_with_3_and_one_that_is_alive_does_not() throws Exception {
        Hosted client = new Hosted();
        client.say(SpecJson.write(new Start(1_500, spec(NodeSpec.Role.CLIENT, 0, 0))));
        assertThat(client.next()).isEqualTo(new Event.Ready(0, 0));
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(2_000)) {
            client.say("");
            assertThat(client.halted).isNotDone();
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(client.halted.get(40, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(client.errors.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("the controller was silent for 1500 ms");
        client.input.close();
    }

    @Test
    void a_barrier_is_answered_after_what_was_said_before() throws Exception {
        int port = FreePorts.next();
        Hosted origin = new Hosted();
        Hosted client = new Hosted();
        origin.start(spec(NodeSpec.Role.ORIGIN, 0, port));
        client.start(spec(NodeSpec.Role.CLIENT, 0, 0));
        assertThat(origin.next()).isEqualTo(new Event.Ready(0, port));
        assertThat(client.next()).isEqualTo(new Event.Ready(0, 0));
        Route route = new Route(null, List.of(), List.of("http/1.1"), Route.TlsChoice.DEFAULT);
        client.say(SpecJson.write(new Command.Fetch(5, route, "https://origin:" + port + "/")));
        assertThat(client.next()).isInstanceOf(Event.Fetched.class);
        origin.say(SpecJson.write(new Command.Barrier(6)));
        assertThat(SpecJson.event(origin.events.readLine())).isInstanceOf(Event.KeyLog.class);
        assertThat(origin.next()).isEqualTo(new Event.Done(6));
        client.input.close();
        origin.input.close();
    }

    @Test
    void events_that_nobody_reads_do_not_fill_the_memory() throws Exception {
        CompletableFuture<Boolean> stalled = new CompletableFuture<>();
        PipedInputStream unread = new PipedInputStream(1);
        EventWriter writer =
                new EventWriter(
                        new PrintStream(new PipedOutputStream(unread), false),
                        3,
                        () -> stalled.complete(true));
        for (int i = 0; i < 5; i++) {
            writer.write(new Event.Done(i));
        }
        assertThat(stalled).isCompleted();
        unread.close();
    }

    private static String run(String input) throws IOException {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int ended =
                Main.run(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(PrintStream.nullOutputStream()),
                        new PrintStream(errors, true, StandardCharsets.UTF_8),
                        status -> {
                            throw new AssertionError("halted with " + status);
                        });
        return (ended + " " + errors.toString(StandardCharsets.UTF_8)).strip();
    }
}
