package org.flowlab.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flowlab.topology.Plan.Kind;
import org.flowlab.topology.yaml.YamlValue;

/// What must hold of a topology as a whole.
final class TopologyCheck {
    private final Topology topology;
    private final Map<String, YamlValue> nodeValues;
    private final Map<String, YamlValue> linkValues;

    TopologyCheck(
            Topology topology,
            Map<String, YamlValue> nodeValues,
            Map<String, YamlValue> linkValues) {
        this.topology = topology;
        this.nodeValues = nodeValues;
        this.linkValues = linkValues;
    }

    void check(YamlValue whole) {
        boolean linked = allLinked();
        boolean loopless = noSwitchLoop();
        boolean fitting = subnetsFit();
        if (!linked || !loopless || !fitting) {
            return;
        }
        Plan plan = topology.plan();
        List<String> clients = topology.named(Kind.CLIENT);
        List<String> origins = topology.named(Kind.ORIGIN);
        boolean ownPrograms = topology.nodes().stream().anyMatch(n -> n.kind() == Kind.HOST);
        if (ownPrograms) {
            return; // a host may be any of the three
        }
        if (clients.isEmpty() || origins.isEmpty()) {
            whole.problem(
                    "there is no "
                            + (clients.isEmpty() ? "client" : "origin")
                            + " among the nodes; a lab needs a client and an origin (or hosts in their place)");
            return;
        }
        clients.stream()
                .filter(c -> !getsToAnOrigin(plan, c))
                .forEach(
                        c ->
                                at(nodeValues, c, whole)
                                        .problem(
                                                "there is no path from client \""
                                                        + c
                                                        + "\" to an origin, directly or through a proxy;"
                                                        + " add links, and routers where IP must pass"));
    }

    private boolean getsToAnOrigin(Plan plan, String client) {
        Reachability reachability = new Reachability(plan);
        List<String> origins = topology.named(Kind.ORIGIN);
        if (origins.stream().anyMatch(o -> reachability.both(client, o))) {
            return true;
        }
        return topology.named(Kind.PROXY).stream()
                .filter(p -> reachability.both(client, p))
                .anyMatch(p -> origins.stream().anyMatch(o -> reachability.both(p, o)));
    }

    private record Reachability(PathFinder finder) {
        Reachability(Plan plan) {
            this(new PathFinder(plan));
        }

        boolean both(String one, String other) {
            return finder.find(one, other).isPresent() && finder.find(other, one).isPresent();
        }
    }

    private static YamlValue at(Map<String, YamlValue> values, String name, YamlValue otherwise) {
        return values.getOrDefault(name, otherwise);
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
                value.problem("closes a loop of switches: a frame would go round for ever");
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
        return topology.nodes().stream()
                .anyMatch(n -> n.name().equals(name) && n.kind() == Kind.SWITCH);
    }

    private boolean subnetsFit() {
        boolean fit = true;
        List<Topology.Link> fixed = new ArrayList<>();
        for (Topology.Link link : topology.links()) {
            Subnet subnet = link.subnet();
            YamlValue value = linkValues.get(link.name());
            if (subnet == null || value == null) {
                continue;
            }
            for (Topology.Link other : fixed) {
                if (other.subnet() != null && subnet.overlaps(other.subnet())) {
                    value.problem(
                            "subnet "
                                    + subnet
                                    + " overlaps "
                                    + other.subnet()
                                    + " of link \""
                                    + other.name()
                                    + "\"");
                    fit = false;
                }
            }
            if (isSwitch(link.a().node()) || isSwitch(link.b().node())) {
                long ends = topology.links().size() + 1L;
                if (subnet.hosts() < ends) {
                    value.problem(
                            "subnet " + subnet + " has room for " + subnet.hosts() + " nodes only");
                    fit = false;
                }
            }
            fixed.add(link);
        }
        return fit;
    }
}
