package org.flowlab.node.main;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.node.spec.Route;
import org.flowlab.node.spec.Route.KeyExchange;
import org.flowlab.node.spec.Route.Negotiation;
import org.flowlab.node.spec.Route.TlsChoice;
import org.flowlab.node.spec.Route.Version;
import org.flowlab.node.spec.SpecJson;
import org.flowlab.node.spec.Start;
import org.flowlab.node.tls.Authority;

/// What the JVM learns from while an image is built: a client, a proxy and an origin on 127.0.0.1
/// that speak to each other in all ways, several times. They are started and steered as a
/// controller does it.
public final class Training {
    private static final int ROUNDS = 3;
    private static final int LEASE_MILLIS = 120_000;
    private static final int PIPE_BYTES = 1 << 16;
    private static final List<String> HTTP = List.of("http/1.1");
    private static final List<String> SPDY = List.of("spdy/3.1");
    private static final List<TlsChoice> CHOICES =
            List.of(
                    TlsChoice.DEFAULT,
                    new TlsChoice(Version.TLS_1_2, KeyExchange.ECDHE, Negotiation.ALPN, true),
                    new TlsChoice(Version.TLS_1_3, KeyExchange.ECDHE, Negotiation.ALPN, true));

    private final Authority authority = Authority.create();
    private final int plainPort = freePort();
    private final int originPort = freePort();
    private final int proxyPort = freePort();

    private Training() throws IOException {}

    public static void main(String[] args) throws IOException {
        run();
        System.exit(0); // the cache is made when the JVM ends
    }

    /// Returns when the nodes have spoken in all ways and are told to stop.
    ///
    /// @throws IllegalStateException if one fails
    public static void run() throws IOException {
        new Training().speak();
    }

    private void speak() throws IOException {
        Steered origin = new Steered(spec(NodeSpec.Role.ORIGIN, plainPort, originPort));
        Steered proxy = new Steered(spec(NodeSpec.Role.PROXY, 0, proxyPort));
        Steered client = new Steered(spec(NodeSpec.Role.CLIENT, 0, 0));
        List<Steered> all = List.of(origin, proxy, client);
        for (int i = 0; i < ROUNDS; i++) {
            for (TlsChoice tls : CHOICES) {
                fetchInAllWays(client, tls);
                client.ask(new Command.Forget(1));
            }
        }
        for (Steered node : all) {
            node.ask(new Command.Stop(1));
        }
    }

    private void fetchInAllWays(Steered client, TlsChoice tls) throws IOException {
        for (List<String> toOrigin : List.of(HTTP, SPDY)) {
            fetch(client, new Route(null, List.of(), toOrigin, tls), secure());
            for (List<String> toProxy : List.of(HTTP, SPDY)) {
                Route route = new Route("proxy:" + proxyPort, toProxy, toOrigin, tls);
                fetch(client, route, secure());
                fetch(client, route, "http://origin:" + plainPort + "/");
            }
        }
    }

    private String secure() {
        return "https://origin:" + originPort + "/";
    }

    private static void fetch(Steered client, Route route, String url) throws IOException {
        client.ask(new Command.Fetch(1, route, url));
        client.ask(new Command.CloseAll(1));
    }

    private NodeSpec spec(NodeSpec.Role role, int plain, int tls) {
        boolean server = role != NodeSpec.Role.CLIENT;
        return new NodeSpec(
                role.name(),
                role,
                List.of("spdy/3.1", "http/1.1"),
                "127.0.0.1",
                plain,
                tls,
                server ? authority.forServer(List.of("proxy", "origin")) : authority.forClient(),
                Map.of("proxy", "127.0.0.1", "origin", "127.0.0.1"),
                false,
                null);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// A node in this JVM behind pipes.
    private static final class Steered {
        private final PrintStream input;
        private final BufferedReader events;

        Steered(NodeSpec spec) throws IOException {
            PipedInputStream in = new PipedInputStream(PIPE_BYTES);
            input = new PrintStream(new PipedOutputStream(in), true, StandardCharsets.UTF_8);
            PipedInputStream out = new PipedInputStream(PIPE_BYTES);
            events = new BufferedReader(new InputStreamReader(out, StandardCharsets.UTF_8));
            PrintStream output =
                    new PrintStream(new PipedOutputStream(out), true, StandardCharsets.UTF_8);
            Thread.ofPlatform().name(spec.name()).daemon().start(() -> live(in, output));
            SpecJson.hello(events.readLine());
            input.println(SpecJson.write(new Start(LEASE_MILLIS, spec)));
            await();
        }

        private static void live(PipedInputStream in, PrintStream output) {
            try {
                Main.run(in, output, System.err, Runtime.getRuntime()::halt);
            } catch (IOException e) {
                throw new UncheckedIOException("run a node", e);
            }
        }

        void ask(Command command) throws IOException {
            input.println(SpecJson.write(command));
            await();
        }

        /// Reads up to the answer.
        private void await() throws IOException {
            while (true) {
                String line = events.readLine();
                if (line == null) {
                    throw new IllegalStateException("a node has ended");
                }
                switch (SpecJson.event(line)) {
                    case Event.Ready _, Event.Done _, Event.Opened _, Event.Fetched _ -> {
                        return;
                    }
                    case Event.Failed failed -> throw new IllegalStateException(failed.reason());
                    case Event _ -> {
                        // it does not answer anything
                    }
                }
            }
        }
    }
}
