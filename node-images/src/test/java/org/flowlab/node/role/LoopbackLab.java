package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.FreePorts;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.flowlab.node.spec.Route;
import org.flowlab.node.spec.Route.TlsChoice;
import org.flowlab.node.tls.Authority;
import org.jspecify.annotations.Nullable;

/// Nodes on 127.0.0.1, each with its events in a queue.
final class LoopbackLab implements AutoCloseable {
    static final List<String> SPDY = List.of("spdy/3.1");
    static final List<String> HTTP = List.of("http/1.1");
    static final List<String> BOTH = List.of("spdy/3.1", "http/1.1");
    static final Map<String, String> HOSTS =
            Map.of(
                    "client", "127.0.0.1",
                    "proxy", "127.0.0.1",
                    "origin", "127.0.0.1",
                    "origin2", "127.0.0.1");

    final Authority authority = Authority.create();
    private final List<Running> running = new ArrayList<>();

    /// A node and what it has said.
    record Running(
            Node node,
            NodeSpec spec,
            BlockingQueue<Event> answers,
            List<String> keys,
            List<String> notes) {

        Event next() throws InterruptedException {
            Event event = answers.poll(40, TimeUnit.SECONDS);
            assertThat(event).as("an event of " + spec.name()).isNotNull();
            return event;
        }

        Event ask(Command command) throws InterruptedException {
            node.command(command);
            return next();
        }

        Event.Fetched fetch(Route route, String url) throws InterruptedException {
            Event event = ask(new Command.Fetch(1, route, url));
            assertThat(event).isInstanceOf(Event.Fetched.class);
            return (Event.Fetched) event;
        }

        String failure(Route route, String url) throws InterruptedException {
            Event event = ask(new Command.Fetch(1, route, url));
            assertThat(event).isInstanceOf(Event.Failed.class);
            return ((Event.Failed) event).reason();
        }

        String tls(String host) {
            return host + ":" + spec.tlsPort();
        }

        String https(String path) {
            return https("origin", path);
        }

        String https(String host, String path) {
            return "https://" + tls(host) + path;
        }

        String http(String path) {
            return "http://origin:" + spec.plainPort() + path;
        }
    }

    static Route direct(List<String> offers, TlsChoice tls) {
        return new Route(null, List.of(), offers, tls);
    }

    Running client() throws InterruptedException {
        return client(null);
    }

    Running client(@Nullable Limits limits) throws InterruptedException {
        return start(
                new NodeSpec(
                        "client",
                        NodeSpec.Role.CLIENT,
                        List.of(),
                        "127.0.0.1",
                        0,
                        0,
                        authority.forClient(),
                        HOSTS,
                        false,
                        limits));
    }

    Running origin() throws Exception {
        return origin(BOTH, null);
    }

    Running origin(List<String> protocols, @Nullable Limits limits) throws Exception {
        return start(server("origin", NodeSpec.Role.ORIGIN, protocols, FreePorts.next(), limits));
    }

    Running proxy(List<String> protocols) throws Exception {
        return start(server("proxy", NodeSpec.Role.PROXY, protocols, 0, null));
    }

    private NodeSpec server(
            String name,
            NodeSpec.Role role,
            List<String> protocols,
            int plainPort,
            @Nullable Limits limits)
            throws IOException {
        return new NodeSpec(
                name,
                role,
                protocols,
                "127.0.0.1",
                plainPort,
                FreePorts.next(),
                authority.forServer(List.of(name, name + "2", "127.0.0.1")),
                HOSTS,
                false,
                limits);
    }

    Running start(NodeSpec spec) throws InterruptedException {
        BlockingQueue<Event> answers = new LinkedBlockingQueue<>();
        List<String> keys = java.util.Collections.synchronizedList(new ArrayList<>());
        List<String> notes = java.util.Collections.synchronizedList(new ArrayList<>());
        Node node =
                Nodes.start(
                        spec,
                        task -> new Thread(task, spec.name()),
                        event -> {
                            switch (event) {
                                case Event.KeyLog key -> keys.add(key.line());
                                case Event.Note note -> notes.add(note.text());
                                default -> answers.add(event);
                            }
                        });
        Running it = new Running(node, spec, answers, keys, notes);
        running.add(it);
        assertThat(it.next()).isInstanceOf(Event.Ready.class);
        return it;
    }

    @Override
    public void close() {
        running.reversed().forEach(it -> it.node().close());
    }
}
