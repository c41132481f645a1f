package org.flowlab.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.flowlab.topology.Plan.Kind;
import org.flowlab.unit.ByteCount;
import org.flowlab.yaml.YamlValue;
import org.jspecify.annotations.Nullable;

/// Reads one node of a topology file.
final class NodeReader {
    static final List<String> PROTOCOLS = List.of("spdy/3.1", "http/1.1");

    private static final Map<Kind, List<String>> KEYS =
            Map.of(
                    Kind.CLIENT, List.of("kind", "limits", "tcp", "addresses"),
                    Kind.PROXY,
                            List.of(
                                    "kind",
                                    "protocols",
                                    "port",
                                    "reuse-origin",
                                    "limits",
                                    "tcp",
                                    "addresses"),
                    Kind.ORIGIN,
                            List.of(
                                    "kind",
                                    "protocols",
                                    "http-port",
                                    "https-port",
                                    "limits",
                                    "tcp",
                                    "addresses"),
                    Kind.ROUTER, List.of("kind", "tcp", "addresses"),
                    Kind.SWITCH, List.of("kind"),
                    Kind.HOST,
                            List.of(
                                    "kind",
                                    "role",
                                    "exec",
                                    "env",
                                    "output-limit",
                                    "port",
                                    "protocols",
                                    "http-port",
                                    "https-port",
                                    "tcp",
                                    "addresses"));
    private static final ByteCount OUTPUT_LIMIT = new ByteCount(64 << 20);
    private static final List<String> ROLES = List.of("client", "proxy", "origin");
    private static final List<String> CLIENT_LIMITS =
            List.of("connect-timeout", "handshake-timeout", "answer-timeout");
    private static final List<String> SERVER_LIMITS =
            List.of(
                    "connect-timeout",
                    "handshake-timeout",
                    "idle-timeout",
                    "header-bytes",
                    "streams",
                    "connections",
                    "buffer-bytes");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final String name;
    private final YamlValue value;

    NodeReader(String name, YamlValue value) {
        this.name = name;
        this.value = value;
    }

    Optional<Topology.Node> read() {
        NodeNames.fault(name)
                .ifPresent(
                        why ->
                                value.problemAtKey(
                                        "\"" + name + "\" cannot be a node's name: " + why));
        YamlValue kindValue = value.map().get("kind");
        if (kindValue == null) {
            if (value.isMap()) {
                value.problem(
                        "kind is missing: one of " + String.join(", ", TopologyReader.kinds()));
            }
            return Optional.empty();
        }
        return kindValue
                .oneOf(TopologyReader.kinds())
                .map(text -> read(Kind.valueOf(text.toUpperCase(Locale.ROOT))));
    }

    private Topology.Node read(Kind kind) {
        Map<String, YamlValue> entries = value.map(KEYS.getOrDefault(kind, List.of()));
        List<String> exec = exec(entries.get("exec"));
        if (kind == Kind.HOST && !entries.containsKey("exec")) {
            value.problem("exec is missing: the command that this host runs");
        }
        if (kind == Kind.HOST && entries.containsKey("port")) {
            get(entries, "https-port")
                    .ifPresent(
                            v ->
                                    v.problem(
                                            "means the same as port on a host; keep one of the two"));
        }
        if (kind == Kind.ORIGIN && plainPort(kind, entries) == tlsPort(kind, entries)) {
            value.problem("http-port and https-port are the same: " + tlsPort(kind, entries));
        }
        return new Topology.Node(
                name,
                kind,
                role(kind, entries.get("role")),
                protocols(kind, entries.get("protocols")),
                plainPort(kind, entries),
                tlsPort(kind, entries),
                get(entries, "reuse-origin")
                        .flatMap(v -> v.parsed(Quantities::truth))
                        .orElse(false),
                get(entries, "limits").map(v -> limits(kind, v)).orElse(null),
                exec,
                environment(entries.get("env")),
                get(entries, "output-limit")
                        .flatMap(v -> v.parsed(Quantities::outputLimit))
                        .orElse(OUTPUT_LIMIT),
                TcpReader.read(entries.get("tcp")),
                addresses(entries.get("addresses")));
    }

    private static Optional<YamlValue> get(Map<String, YamlValue> entries, String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /// The part that a node plays in flows: a host's `role`, and every other node's kind.
    private static Kind role(Kind kind, @Nullable YamlValue value) {
        return value == null || kind != Kind.HOST
                ? kind
                : value.oneOf(ROLES)
                        .map(r -> Kind.valueOf(r.toUpperCase(Locale.ROOT)))
                        .orElse(kind);
    }

    private static int plainPort(Kind kind, Map<String, YamlValue> entries) {
        return kind == Kind.ORIGIN || kind == Kind.HOST ? port(entries.get("http-port"), 80) : 0;
    }

    private static int tlsPort(Kind kind, Map<String, YamlValue> entries) {
        return switch (kind) {
            case PROXY -> port(entries.get("port"), 443);
            case ORIGIN -> port(entries.get("https-port"), 443);
            case HOST -> port(entries.getOrDefault("port", entries.get("https-port")), 443);
            case CLIENT, ROUTER, SWITCH -> 0;
        };
    }

    /// The protocols that a server offers. Without the key a host offers HTTP/1.1 only, since few
    /// programs speak SPDY.
    private static List<String> protocols(Kind kind, @Nullable YamlValue value) {
        if (value == null) {
            return switch (kind) {
                case PROXY, ORIGIN -> PROTOCOLS;
                case HOST -> List.of("http/1.1");
                case CLIENT, ROUTER, SWITCH -> List.of();
            };
        }
        List<String> protocols = new ArrayList<>();
        for (YamlValue element : value.listOrOne()) {
            element.oneOf(PROTOCOLS)
                    .ifPresent(
                            p -> {
                                if (protocols.contains(p)) {
                                    element.problem("\"" + p + "\" is written twice");
                                }
                                protocols.add(p);
                            });
        }
        if (protocols.isEmpty() && value.isList()) {
            value.problem("names no protocol; a list of " + String.join(", ", PROTOCOLS));
        }
        return protocols;
    }

    /// Addresses by interface. [AddressCheck] checks later that the interfaces exist.
    private static Map<String, FixedAddress> addresses(@Nullable YamlValue value) {
        Map<String, FixedAddress> addresses = new LinkedHashMap<>();
        if (value != null) {
            value.map()
                    .forEach(
                            (dev, text) ->
                                    text.parsed(FixedAddress::parse)
                                            .ifPresent(a -> addresses.put(dev, a)));
        }
        return addresses;
    }

    private static int port(@Nullable YamlValue value, int byDefault) {
        return value == null
                ? byDefault
                : value.quantity(text -> Quantities.number(text, 1, 65_535)).orElse(byDefault);
    }

    /// The limits of a node. Times that the file does not set are [PathLimits#UNSET].
    private static Limits limits(Kind kind, YamlValue value) {
        Map<String, YamlValue> entries =
                value.map(kind == Kind.CLIENT ? CLIENT_LIMITS : SERVER_LIMITS);
        Limits d = Limits.DEFAULT;
        return new Limits(
                millis(entries.get("connect-timeout")),
                millis(entries.get("handshake-timeout")),
                millis(entries.get("answer-timeout")),
                millis(entries.get("idle-timeout")),
                number(entries.get("header-bytes"), d.headerBytes(), 256, 1 << 20),
                number(entries.get("streams"), d.streams(), 1, 100_000),
                number(entries.get("connections"), d.connections(), 1, 100_000),
                number(entries.get("buffer-bytes"), d.bufferBytes(), 1024, 1 << 30));
    }

    private static int millis(@Nullable YamlValue value) {
        return value == null
                ? PathLimits.UNSET
                : value.quantity(Quantities::patience)
                        .map(patience -> (int) Math.max(1, patience.toMillis()))
                        .orElse(PathLimits.UNSET);
    }

    private static int number(@Nullable YamlValue value, int byDefault, int least, int most) {
        return value == null
                ? byDefault
                : value.quantity(text -> Quantities.number(text, least, most)).orElse(byDefault);
    }

    /// The command's arguments. One line of text is run by the shell.
    private static List<String> exec(@Nullable YamlValue value) {
        if (value == null) {
            return List.of();
        }
        if (!value.isList()) {
            Optional<String> line = value.text();
            if (line.isPresent() && line.get().isBlank()) {
                value.problem("names no command");
            }
            return line.map(l -> List.of("/bin/sh", "-c", l)).orElse(List.of());
        }
        List<String> arguments = new ArrayList<>();
        value.list().forEach(v -> v.text().ifPresent(arguments::add));
        if (arguments.isEmpty() || arguments.getFirst().isBlank()) {
            value.problem("names no command");
        }
        return arguments;
    }

    private static Map<String, String> environment(@Nullable YamlValue value) {
        if (value == null) {
            return Map.of();
        }
        Map<String, String> environment = new LinkedHashMap<>();
        value.map()
                .forEach(
                        (variable, text) -> {
                            if (!VARIABLE.matcher(variable).matches()) {
                                text.problem(
                                        "\""
                                                + variable
                                                + "\" cannot be the name of an environment variable:"
                                                + " write letters, digits and _, not a digit first");
                            }
                            text.text().ifPresent(t -> environment.put(variable, t));
                        });
        return environment;
    }
}
