package org.flowlab.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flowlab.topology.Plan.Kind;
import org.flowlab.yaml.YamlValue;

/// Checks a topology as a whole: links, switches, addresses and paths.
final class TopologyCheck {
    private final Topology topology;
    private final Map<String, Topology.Node> nodes;
    private final Map<String, YamlValue> nodeValues;
    private final Map<String, YamlValue> linkValues;
    private final long mostRoutes;

    TopologyCheck(
            Topology topology,
            Map<String, YamlValue> nodeValues,
            Map<String, YamlValue> linkValues,
            long mostRoutes) {
        this.topology = topology;
        this.nodes = topology.byName();
        this.nodeValues = nodeValues;
        this.linkValues = linkValues;
        this.mostRoutes = mostRoutes;
    }

    /// Reports more routes than allowed. A node that is no switch may need one to each network, and
    /// knows the others on its own networks.
    private boolean withinRoutes(YamlValue nodesValue) {
        List<Domains.Domain> networks = Domains.of(topology);
        long ends = topology.nodes().stream().filter(n -> n.kind() != Kind.SWITCH).count();
        long neighbours =
                networks.stream().mapToLong(d -> (long) d.ends().size() * d.ends().size()).sum();
        long all = ends * networks.size() + neighbours;
        if (all <= mostRoutes) {
            return true;
        }
        nodesValue.problem(
                "%d nodes on %d networks may need %d routes and neighbours; in a text that was sent, at most %d are allowed"
                        .formatted(ends, networks.size(), all, mostRoutes));
        return false;
    }

    /// Adds a problem for each fault that it finds.
    ///
    /// @param nodesValue the file's `nodes`
    /// @param linksValue the file's `links`
    void check(YamlValue nodesValue, YamlValue linksValue) {
        boolean linked = allLinked();
        boolean tree = noSwitchLoop();
        boolean addressed = new AddressCheck(topology, nodeValues, linkValues).check(linksValue);
        boolean sound = linked && tree && addressed;
        boolean ownPrograms = topology.nodes().stream().anyMatch(n -> n.kind() == Kind.HOST);
        if (!sound || !withinRoutes(nodesValue)) {
            return;
        }
        if (ownPrograms) { // a host may be a client, a proxy or an origin
            checkRouters(nodesValue);
            return;
        }
        List<String> clients = topology.named(Kind.CLIENT);
        if (clients.isEmpty() || topology.named(Kind.ORIGIN).isEmpty()) {
            nodesValue.problem(
                    "there is no "
                            + (clients.isEmpty() ? "client" : "origin")
                            + " among the nodes; a lab needs a client and an origin, or hosts that"
                            + " replace them");
            return;
        }
        PathFinder finder = new PathFinder(topology.plan());
        List<String> origins = topology.named(Kind.ORIGIN);
        List<String> proxies =
                topology.named(Kind.PROXY).stream()
                        .filter(proxy -> getsToOneOf(finder, proxy, origins))
                        .toList();
        List<String> servers = new ArrayList<>(topology.named(Kind.PROXY));
        Optional<String> behindProxies =
                proxies.isEmpty() ? tooFar(finder, servers, origins) : Optional.empty();
        servers.addAll(origins);
        for (String client : clients) {
            YamlValue at = nodeValues.getOrDefault(client, nodesValue);
            if (!getsToOneOf(finder, client, origins) && !getsToOneOf(finder, client, proxies)) {
                at.problem(
                        "there is no path from client \""
                                + client
                                + "\" to an origin, directly or through a proxy"
                                + tooFar(finder, List.of(client), servers)
                                        .or(() -> behindProxies)
                                        .map(why -> ": " + why)
                                        .orElse("; add links, and routers that forward IP"));
            }
        }
    }

    /// A message about the first pair of nodes with more routers between them than a packet passes;
    /// empty if there is none.
    private Optional<String> tooFar(PathFinder finder, List<String> from, List<String> to) {
        if (!manyRouters()) {
            return Optional.empty();
        }
        return from.stream()
                .flatMap(one -> to.stream().map(other -> finder.tooManyRouters(one, other)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /// Adds a problem for each node that reaches no other node because too many routers are between
    /// them.
    private void checkRouters(YamlValue nodesValue) {
        if (!manyRouters()) {
            return;
        }
        PathFinder finder = new PathFinder(topology.plan());
        List<String> parties =
                topology.nodes().stream()
                        .filter(n -> n.kind() != Kind.ROUTER && n.kind() != Kind.SWITCH)
                        .map(Topology.Node::name)
                        .toList();
        for (String party : parties) {
            List<String> others = parties.stream().filter(p -> !p.equals(party)).toList();
            if (!getsToOneOf(finder, party, others)) {
                tooFar(finder, List.of(party), others)
                        .ifPresent(why -> nodeValues.getOrDefault(party, nodesValue).problem(why));
            }
        }
    }

    private boolean manyRouters() {
        return topology.named(Kind.ROUTER).size() > PathFinder.MOST_ROUTERS;
    }

    private static boolean getsToOneOf(PathFinder finder, String from, List<String> nodes) {
        return nodes.stream().anyMatch(node -> finder.bothWays(from, node));
    }

    private boolean allLinked() {
        Set<String> linked = new HashSet<>();
        topology.links().forEach(l -> linked.addAll(List.of(l.a().node(), l.b().node())));
        boolean all = true;
        for (Topology.Node node : topology.nodes()) {
            YamlValue value = nodeValues.get(node.name());
            if (!linked.contains(node.name()) && value != null) {
                value.problem("node \"" + node.name() + "\" has no link");
                all = false;
            }
        }
        return all;
    }

    private boolean noSwitchLoop() {
        Map<String, String> parent = new HashMap<>();
        for (Topology.Link link : topology.links()) {
            if (!isSwitch(link.a().node()) || !isSwitch(link.b().node())) {
                continue;
            }
            String a = top(parent, link.a().node());
            String b = top(parent, link.b().node());
            YamlValue value = linkValues.get(link.name());
            if (a.equals(b) && value != null) {
                value.problem(
                        "link \""
                                + link.name()
                                + "\" closes a loop of switches: a frame would go round for ever");
                return false;
            }
            parent.put(a, b);
        }
        return true;
    }

    private static String top(Map<String, String> parent, String node) {
        String at = node;
        while (parent.containsKey(at)) {
            at = parent.get(at);
        }
        return at;
    }

    private boolean isSwitch(String name) {
        Topology.Node node = nodes.get(name);
        return node != null && node.kind() == Kind.SWITCH;
    }
}
