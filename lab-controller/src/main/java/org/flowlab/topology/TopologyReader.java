package org.flowlab.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.flowlab.topology.Plan.End;
import org.flowlab.topology.Plan.Kind;
import org.flowlab.yaml.Names;
import org.flowlab.yaml.Problems;
import org.flowlab.yaml.YamlValue;
import org.jspecify.annotations.Nullable;

/// Reads a topology from the values of a file.
final class TopologyReader {
    private static final List<String> KEYS = List.of("name", "topology");
    private static final List<String> PARTS = List.of("nodes", "links");
    private static final List<String> LINK_KEYS =
            List.of("name", "endpoints", "tc", "tc-reverse", "mtu", "subnet");
    private static final Pattern LINK_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

    /// Names of interfaces that the kernel refuses or uses itself.
    private static final List<String> KERNELS = List.of("lo", ".", "..", "all", "default");

    private static final int MOST_NODES = 2000;
    private static final int MOST_LINKS = 10_000;

    private final YamlValue whole;
    private final Problems problems;
    private final long mostRoutes;
    private final Map<String, Topology.Node> nodes = new LinkedHashMap<>();
    private final Map<String, YamlValue> nodeValues = new LinkedHashMap<>();
    private final Map<String, Topology.Link> links = new LinkedHashMap<>();
    private final Map<String, YamlValue> linkValues = new LinkedHashMap<>();
    private final Map<End, String> used = new LinkedHashMap<>();

    /// @param mostRoutes how many routes the topology may need
    TopologyReader(YamlValue whole, Problems problems, long mostRoutes) {
        this.whole = whole;
        this.problems = problems;
        this.mostRoutes = mostRoutes;
    }

    /// Reads a topology file's mapping.
    Topology read(String defaultName) {
        if (Topologies.isExperiment(whole)) {
            YamlValue body = whole.map().get("topology");
            String named =
                    Optional.ofNullable(body)
                            .filter(b -> !b.isMap() && !b.isList())
                            .flatMap(b -> b.parsed(text -> " (its topology: names " + text + ")"))
                            .orElse("");
            whole.problem("this is an experiment, but a topology is expected here" + named);
            return new Topology(defaultName, List.of(), List.of());
        }
        Map<String, YamlValue> entries = whole.map(KEYS);
        String name =
                Optional.ofNullable(entries.get("name"))
                        .flatMap(v -> v.parsed(Names::title))
                        .orElse(defaultName);
        YamlValue body = entries.get("topology");
        if (body == null) {
            if (whole.isMap()) {
                whole.problem("topology is missing: a mapping with nodes and links");
            }
            return new Topology(name, List.of(), List.of());
        }
        return readBody(name, body);
    }

    /// Reads the mapping with `nodes` and `links`.
    Topology readBody(String name, YamlValue body) {
        Map<String, YamlValue> parts = body.map(PARTS);
        YamlValue nodesValue = parts.get("nodes");
        YamlValue linksValue = parts.get("links");
        if (nodesValue != null) {
            readNodes(nodesValue);
        } else if (body.isMap()) {
            body.problem("nodes is missing, as in nodes: {client: {kind: client}, …}");
        }
        if (linksValue != null) {
            readLinks(linksValue);
        } else if (body.isMap()) {
            body.problem("links is missing, as in links: [{endpoints: [\"client:eth0\", …]}, …]");
        }
        Topology topology =
                new Topology(name, List.copyOf(nodes.values()), List.copyOf(links.values()));
        if (!problems.any() && nodesValue != null && linksValue != null) {
            new TopologyCheck(topology, nodeValues, linkValues, mostRoutes)
                    .check(nodesValue, linksValue);
        }
        return topology;
    }

    private void readNodes(YamlValue value) {
        Map<String, YamlValue> entries = value.map();
        if (entries.isEmpty() && value.isMap()) {
            value.problem("there are no nodes");
        }
        if (entries.size() > MOST_NODES) {
            value.problem(entries.size() + " nodes; a lab has at most " + MOST_NODES);
            nodeValues.putAll(entries); // so that links to them are not reported too
            return;
        }
        entries.forEach(
                (name, node) -> {
                    nodeValues.put(name, node);
                    new NodeReader(name, node).read().ifPresent(n -> nodes.put(name, n));
                });
    }

    private void readLinks(YamlValue value) {
        List<YamlValue> elements = value.list();
        if (elements.isEmpty() && value.isList()) {
            value.problem("there are no links");
        }
        if (elements.size() > MOST_LINKS) {
            value.problem(elements.size() + " links; a lab has at most " + MOST_LINKS);
            return;
        }
        elements.forEach(this::readLink);
    }

    private void readLink(YamlValue value) {
        Map<String, YamlValue> entries = value.map(LINK_KEYS);
        YamlValue endpoints = entries.get("endpoints");
        if (endpoints == null) {
            if (value.isMap()) {
                value.problem(
                        "endpoints is missing, as in endpoints: [\"client:eth0\", \"proxy:eth0\"]");
            }
            return;
        }
        List<YamlValue> two = endpoints.list();
        if (two.size() != 2) {
            if (endpoints.isList()) {
                endpoints.problem("a link has two endpoints, not " + two.size());
            }
            return;
        }
        Optional<End> a = readEnd(two.get(0));
        Optional<End> b = readEnd(two.get(1));
        if (a.isEmpty() || b.isEmpty()) {
            readTc(entries); // to report its problems
            return;
        }
        if (a.get().node().equals(b.get().node())) {
            endpoints.problem(
                    "both ends are on node \"" + a.get().node() + "\"; a link joins two nodes");
            return;
        }
        addLink(value, entries, a.get(), b.get());
    }

    private record BothTc(TcReader.Tc forward, TcReader.Tc reverse) {}

    /// Reads both directions of a link. The reverse direction has the values of `tc` for keys that
    /// `tc-reverse` does not have.
    private static BothTc readTc(Map<String, YamlValue> entries) {
        TcReader.Tc forward =
                Optional.ofNullable(entries.get("tc"))
                        .map(v -> TcReader.read(v, TcReader.NONE))
                        .orElse(TcReader.NONE);
        TcReader.Tc reverse =
                Optional.ofNullable(entries.get("tc-reverse"))
                        .map(v -> TcReader.read(v, forward))
                        .orElse(forward);
        return new BothTc(forward, reverse);
    }

    private void addLink(YamlValue value, Map<String, YamlValue> entries, End a, End b) {
        String name = name(entries.get("name"), a, b);
        BothTc tc = readTc(entries);
        int mtu =
                Optional.ofNullable(entries.get("mtu"))
                        .flatMap(v -> v.quantity(TcReader::mtu))
                        .orElse(1500);
        Subnet subnet =
                Optional.ofNullable(entries.get("subnet"))
                        .flatMap(v -> v.parsed(Subnet::parse))
                        .orElse(null);
        if (links.containsKey(name)) {
            entries.getOrDefault("name", value)
                    .problem(
                            "there is already a link \""
                                    + name
                                    + "\"; give this one another name, as in name: "
                                    + name
                                    + "-2");
            return;
        }
        links.put(
                name,
                new Topology.Link(
                        name,
                        a,
                        b,
                        tc.forward().control(),
                        tc.reverse().control(),
                        mtu,
                        orZero(tc.forward().mtu()),
                        orZero(tc.reverse().mtu()),
                        subnet));
        linkValues.put(name, value);
    }

    private static int orZero(@Nullable Integer value) {
        return value == null ? 0 : value;
    }

    private static String name(@Nullable YamlValue given, End a, End b) {
        String byNodes = a.node() + "-" + b.node();
        return given == null ? byNodes : given.parsed(TopologyReader::linkName).orElse(byNodes);
    }

    private static String linkName(String text) {
        if (!LINK_NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' cannot be a link's name: write at most 63 letters, digits, - and _");
        }
        return text;
    }

    private Optional<End> readEnd(YamlValue value) {
        Optional<End> end = value.parsed(TopologyReader::end);
        if (end.isEmpty()) {
            return end;
        }
        String node = end.get().node();
        if (nodeValues.isEmpty()) { // a problem with the nodes was reported
            return Optional.empty();
        }
        if (!nodeValues.containsKey(node)) {
            value.problem(
                    "there is no node \"" + node + "\"" + Names.hint(node, nodeValues.keySet()));
            return Optional.empty();
        }
        if (used.putIfAbsent(end.get(), "") != null) {
            value.problem("interface " + end.get() + " is already the end of another link");
            return Optional.empty();
        }
        return end;
    }

    private static End end(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an endpoint: write node:interface, as in client:eth0");
        }
        String dev = text.substring(colon + 1);
        if (dev.length() > 15 || KERNELS.contains(dev) || !dev.matches("[!-~&&[^/:%]]+")) {
            throw new IllegalArgumentException(
                    "'"
                            + dev
                            + "' cannot be an interface's name: write 1 to 15 visible ASCII characters"
                            + " without / : and %, but none of "
                            + String.join(" ", KERNELS));
        }
        return new End(text.substring(0, colon), dev);
    }

    /// The names of the kinds in files.
    static List<String> kinds() {
        List<String> names = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            names.add(kind.name().toLowerCase(Locale.ROOT));
        }
        return names;
    }
}
