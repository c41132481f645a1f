package org.flowlab.topology;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flowlab.topology.Plan.End;
import org.flowlab.topology.Plan.Kind;
import org.flowlab.topology.Plan.PlannedInterface;
import org.flowlab.topology.Plan.PlannedLink;
import org.flowlab.topology.Plan.PlannedNode;
import org.flowlab.topology.Plan.PlannedRoute;
import org.jspecify.annotations.Nullable;

/// Finds the path of a packet through a plan, as the nodes' kernels and the switches forward it.
final class PathFinder {
    /// The most routers that a packet passes. Its TTL is 64, the kernel's default; each router
    /// subtracts 1 and drops the packet if the TTL is 0 then (RFC 1812 §5.3.1).
    static final int MOST_ROUTERS = 63;

    private final Map<String, PlannedNode> nodes = new HashMap<>();
    private final Map<String, List<PlannedLink>> linksOf = new HashMap<>();
    private final Map<Inet4Address, String> owners = new HashMap<>();

    PathFinder(Plan plan) {
        for (PlannedNode node : plan.nodes()) {
            nodes.put(node.name(), node);
            node.interfaces().stream()
                    .map(PlannedInterface::address)
                    .filter(a -> a != null)
                    .forEach(a -> owners.put(a, node.name()));
        }
        for (PlannedLink link : plan.links()) {
            linksOf.computeIfAbsent(link.a().node(), _ -> new ArrayList<>()).add(link);
            linksOf.computeIfAbsent(link.b().node(), _ -> new ArrayList<>()).add(link);
        }
    }

    List<Hop> path(String from, String to) {
        return find(from, to)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no route from \"" + from + "\" to \"" + to + "\""));
    }

    Optional<List<Hop>> find(String from, String to) {
        List<Hop> hops = new ArrayList<>();
        for (Leg leg : legs(from, to)) {
            Optional<List<Hop>> wires = wires(leg.out(), leg.next());
            if (wires.isEmpty()) {
                return Optional.empty();
            }
            hops.addAll(wires.get());
        }
        return hops.isEmpty() && !from.equals(to) ? Optional.empty() : Optional.of(hops);
    }

    /// Whether packets are routed from one node to the other, and back.
    boolean bothWays(String one, String other) {
        return !legs(one, other).isEmpty() && !legs(other, one).isEmpty();
    }

    /// The part of a path from one node with an address to the next.
    ///
    /// @param out the interface through which the packet leaves
    /// @param next the name of the next node
    private record Leg(End out, String next) {}

    /// A message if there are more routers between two nodes, in either direction, than a packet
    /// passes; empty if not.
    Optional<String> tooManyRouters(String one, String other) {
        int routers = Math.max(routed(one, other).size(), routed(other, one).size()) - 1;
        return routers <= MOST_ROUTERS
                ? Optional.empty()
                : Optional.of(
                        routers
                                + " routers are between "
                                + one
                                + " and "
                                + other
                                + ", and a packet passes at most "
                                + MOST_ROUTERS
                                + " (its TTL is 64)");
    }

    /// The legs of a packet's path; empty if the packet does not arrive.
    private List<Leg> legs(String from, String to) {
        List<Leg> legs = routed(from, to);
        return legs.size() - 1 > MOST_ROUTERS ? List.of() : legs;
    }

    /// The legs of the path that the nodes' routes give, without regard to the TTL; empty if the
    /// routes do not lead to `to`.
    private List<Leg> routed(String from, String to) {
        Inet4Address target = address(from, to);
        List<Leg> legs = new ArrayList<>();
        Set<String> visited = new HashSet<>();
        String at = from;
        while (target != null && !at.equals(to)) {
            PlannedNode node = nodes.get(at);
            if (node == null
                    || !visited.add(at)
                    || !(at.equals(from) || node.kind() == Kind.ROUTER)) {
                return List.of();
            }
            Step step = step(node, target);
            if (step == null) {
                return List.of();
            }
            legs.add(new Leg(new End(at, step.dev()), step.next()));
            at = step.next();
        }
        return legs;
    }

    private record Step(String dev, String next) {}

    /// The address of `to` in the hosts file of `from`, or else the first address of `to`.
    private @Nullable Inet4Address address(String from, String to) {
        PlannedNode source = nodes.get(from);
        PlannedNode destination = nodes.get(to);
        if (source == null || destination == null) {
            return null;
        }
        String dotted = source.hosts().get(to);
        Inet4Address known = dotted == null ? null : Inet4Address.ofLiteral(dotted);
        return destination.interfaces().stream()
                .map(PlannedInterface::address)
                .filter(a -> a != null && (known == null || a.equals(known)))
                .findFirst()
                .orElse(null);
    }

    /// The next step that the node's kernel chooses for a packet to `target`: its own subnets
    /// first, then the route with the longest prefix. Null if there is none.
    private @Nullable Step step(PlannedNode node, Inet4Address target) {
        for (PlannedInterface end : node.interfaces()) {
            if (end.address() != null && inside(target, end.address(), end.prefixLength())) {
                return new Step(end.name(), owners.getOrDefault(target, ""));
            }
        }
        PlannedRoute best = null;
        for (PlannedRoute route : node.routes()) {
            if (inside(target, route.destination(), route.prefixLength())
                    && (best == null || route.prefixLength() > best.prefixLength())) {
                best = route;
            }
        }
        return best == null ? null : new Step(best.dev(), owners.getOrDefault(best.via(), ""));
    }

    private static boolean inside(Inet4Address address, Inet4Address network, int prefixLength) {
        return prefixLength == 0 || (bits(address) ^ bits(network)) >>> (32 - prefixLength) == 0;
    }

    private static int bits(Inet4Address address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }

    /// The links from an interface, through switches, to the node `next`; empty if none lead there.
    private Optional<List<Hop>> wires(End from, String next) {
        Deque<List<Hop>> ways = new ArrayDeque<>();
        Deque<String> ends = new ArrayDeque<>();
        Set<String> seen = new HashSet<>(Set.of(from.node()));
        for (PlannedLink link : linksOf.getOrDefault(from.node(), List.of())) {
            if (link.a().equals(from) || link.b().equals(from)) {
                extend(List.of(), link, from.node(), ways, ends);
            }
        }
        while (!ends.isEmpty()) {
            String at = ends.remove();
            List<Hop> way = ways.remove();
            if (at.equals(next)) {
                return Optional.of(way);
            }
            PlannedNode node = nodes.get(at);
            if (node != null && node.kind() == Kind.SWITCH && seen.add(at)) {
                for (PlannedLink link : linksOf.getOrDefault(at, List.of())) {
                    extend(way, link, at, ways, ends);
                }
            }
        }
        return Optional.empty();
    }

    private static void extend(
            List<Hop> way, PlannedLink link, String at, Deque<List<Hop>> ways, Deque<String> ends) {
        boolean forward = link.a().node().equals(at);
        List<Hop> longer = new ArrayList<>(way);
        longer.add(new Hop(link.name(), forward, forward ? link.forward() : link.reverse()));
        ways.add(longer);
        ends.add(forward ? link.b().node() : link.a().node());
    }
}
