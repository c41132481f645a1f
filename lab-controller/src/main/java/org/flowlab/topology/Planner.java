package org.flowlab.topology;

import java.net.Inet4Address;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flowlab.topology.Plan.End;
import org.flowlab.topology.Plan.Kind;
import org.flowlab.topology.Plan.PlannedInterface;
import org.flowlab.topology.Plan.PlannedLink;
import org.flowlab.topology.Plan.PlannedNode;
import org.flowlab.topology.Plan.PlannedRoute;
import org.jspecify.annotations.Nullable;

/// Gives a topology its addresses, routes and names, the same ones every time.
///
/// Ends that see each other's frames, over a link or through switches, share a subnet. Only routers
/// pass packets on: what is behind a proxy is out of reach for IP, which is why one asks the proxy.
final class Planner {
    /// 02: locally administered, one station.
    private static final long FIRST_MAC = 0x02_f1_00_00_00_01L;

    /// In larger labs clients are not told each other's names: nobody asks for them, and the lists
    /// would grow with the square of the nodes.
    private static final int MOST_NODES_THAT_ALL_KNOW = 100;

    private final Topology topology;
    private final Map<String, Topology.Node> nodes = new LinkedHashMap<>();
    private final Set<Domain> domains = new LinkedHashSet<>();
    private final Map<End, Place> places = new LinkedHashMap<>();
    private final Map<String, List<Place>> placesOf = new HashMap<>();

    Planner(Topology topology) {
        this.topology = topology;
        topology.nodes().forEach(n -> nodes.put(n.name(), n));
    }

    /// Ends that share a subnet.
    private static final class Domain {
        final List<Place> places = new ArrayList<>();
        @Nullable Subnet fixed;
        Subnet subnet = Subnet.LAB;
    }

    /// An interface with its address.
    private static final class Place {
        final End end;
        final Domain domain;
        final long mac;
        final int mtu;
        Inet4Address address = Subnet.address(0);

        Place(End end, Domain domain, long mac, int mtu) {
            this.end = end;
            this.domain = domain;
            this.mac = mac;
            this.mtu = mtu;
        }
    }

    Plan plan() {
        findDomains();
        giveSubnets();
        List<PlannedNode> planned = new ArrayList<>();
        for (Topology.Node node : topology.nodes()) {
            planned.add(plan(node));
        }
        List<PlannedLink> links =
                topology.links().stream()
                        .map(
                                l ->
                                        new PlannedLink(
                                                l.name(),
                                                l.a(),
                                                l.b(),
                                                l.forward(),
                                                l.reverse(),
                                                l.forwardMtu(),
                                                l.reverseMtu()))
                        .toList();
        return new Plan(topology.name(), planned, links);
    }

    private void findDomains() {
        Map<String, Domain> ofSwitch = new HashMap<>();
        Map<Topology.Link, Domain> ofLink = new LinkedHashMap<>();
        for (Topology.Link link : topology.links()) {
            Domain domain = new Domain();
            domain.fixed = link.subnet();
            ofLink.put(link, domain);
            for (End end : List.of(link.a(), link.b())) {
                Domain other = isSwitch(end) ? ofSwitch.putIfAbsent(end.node(), domain) : null;
                if (other != null && other != domain) {
                    merge(other, domain, ofSwitch, ofLink);
                }
            }
        }
        ofLink.forEach(
                (link, domain) -> {
                    domains.add(domain);
                    for (End end : List.of(link.a(), link.b())) {
                        if (!isSwitch(end)) {
                            place(end, domain, link.mtu());
                        }
                    }
                });
    }

    private static void merge(
            Domain gone,
            Domain kept,
            Map<String, Domain> ofSwitch,
            Map<Topology.Link, Domain> ofLink) {
        ofSwitch.replaceAll((_, d) -> d == gone ? kept : d);
        ofLink.replaceAll((_, d) -> d == gone ? kept : d);
        kept.fixed = kept.fixed == null ? gone.fixed : kept.fixed;
    }

    private boolean isSwitch(End end) {
        Topology.Node node = nodes.get(end.node());
        return node != null && node.kind() == Kind.SWITCH;
    }

    private void place(End end, Domain domain, int mtu) {
        Place place = new Place(end, domain, FIRST_MAC + places.size(), mtu);
        places.put(end, place);
        placesOf.computeIfAbsent(end.node(), _ -> new ArrayList<>()).add(place);
        domain.places.add(place);
    }

    private void giveSubnets() {
        List<Subnet> taken = new ArrayList<>();
        for (Domain domain : domains) {
            if (domain.fixed != null) {
                taken.add(domain.fixed);
            }
        }
        long next = Integer.toUnsignedLong(Subnet.LAB.network());
        for (Domain domain : domains) {
            if (domain.fixed != null) {
                domain.subnet = domain.fixed;
            } else {
                int length = prefixLength(domain.places.size());
                long size = 1L << (32 - length);
                Subnet candidate;
                do {
                    next = Math.ceilDiv(next, size) * size;
                    candidate = new Subnet((int) next, length);
                    next += size;
                } while (overlapsAny(candidate, taken));
                domain.subnet = candidate;
            }
            int index = 1;
            for (Place place : domain.places) {
                place.address = domain.subnet.host(index++);
            }
        }
    }

    private static boolean overlapsAny(Subnet candidate, List<Subnet> taken) {
        return taken.stream().anyMatch(candidate::overlaps);
    }

    private static int prefixLength(int members) {
        int length = 30;
        while ((1L << (32 - length)) - 2 < members) {
            length--;
        }
        return length;
    }

    private PlannedNode plan(Topology.Node node) {
        Map<Domain, Way> ways = ways(node);
        return new PlannedNode(
                node.name(),
                node.kind(),
                node.protocols(),
                node.plainPort(),
                node.tlsPort(),
                node.reuseOrigin(),
                node.limits(),
                node.exec(),
                node.environment(),
                interfaces(node),
                routes(node, ways),
                hosts(node, ways));
    }

    private List<PlannedInterface> interfaces(Topology.Node node) {
        List<PlannedInterface> interfaces = new ArrayList<>();
        for (Place place : placesOf.getOrDefault(node.name(), List.of())) {
            Map<Inet4Address, Long> neighbours = new LinkedHashMap<>();
            for (Place other : place.domain.places) {
                if (other != place
                        && !(bystanders(place, other) && place.domain.places.size() > 16)) {
                    neighbours.put(other.address, other.mac);
                }
            }
            interfaces.add(
                    new PlannedInterface(
                            place.end.dev(),
                            place.mac,
                            place.address,
                            place.domain.subnet.prefixLength(),
                            place.mtu,
                            neighbours));
        }
        return interfaces;
    }

    /// Two clients have nothing to say to each other.
    private boolean bystanders(Place one, Place other) {
        return kind(one) == Kind.CLIENT && kind(other) == Kind.CLIENT;
    }

    private Kind kind(Place place) {
        Topology.Node node = nodes.get(place.end.node());
        return node == null ? Kind.HOST : node.kind();
    }

    /// The first step of the way to a domain: out of `out`, to `via`; null where the node is in
    /// that domain.
    private record Way(Place out, @Nullable Place via) {}

    /// The shortest way to every domain that a node's packets can get to, in the order of distance.
    private Map<Domain, Way> ways(Topology.Node node) {
        Map<Domain, Way> ways = new LinkedHashMap<>();
        Deque<Domain> open = new ArrayDeque<>();
        for (Place place : placesOf.getOrDefault(node.name(), List.of())) {
            if (ways.putIfAbsent(place.domain, new Way(place, null)) == null) {
                open.add(place.domain);
            }
        }
        while (!open.isEmpty()) {
            Domain domain = open.remove();
            Way way = ways.get(domain);
            for (Place router : domain.places) {
                if (kind(router) != Kind.ROUTER
                        || router.end.node().equals(node.name())
                        || way == null) {
                    continue;
                }
                for (Place far : placesOf.getOrDefault(router.end.node(), List.of())) {
                    Way next = new Way(way.out(), way.via() == null ? router : way.via());
                    if (ways.putIfAbsent(far.domain, next) == null) {
                        open.add(far.domain);
                    }
                }
            }
        }
        return ways;
    }

    private static List<PlannedRoute> routes(Topology.Node node, Map<Domain, Way> ways) {
        List<PlannedRoute> routes = new ArrayList<>();
        Set<Place> gateways = new HashSet<>();
        ways.forEach(
                (domain, way) -> {
                    if (way.via() != null) {
                        gateways.add(way.via());
                        routes.add(
                                new PlannedRoute(
                                        domain.subnet.host(0),
                                        domain.subnet.prefixLength(),
                                        way.via().address,
                                        way.out().end.dev()));
                    }
                });
        if (gateways.size() == 1 && routes.size() > 1 && node.kind() != Kind.ROUTER) {
            PlannedRoute any = routes.getFirst(); // one way out: one route
            return List.of(
                    new PlannedRoute(
                            Subnet.LAB.host(0), Subnet.LAB.prefixLength(), any.via(), any.dev()));
        }
        return routes;
    }

    private Map<String, String> hosts(Topology.Node node, Map<Domain, Way> ways) {
        Map<String, String> hosts = new LinkedHashMap<>();
        boolean all = nodes.size() <= MOST_NODES_THAT_ALL_KNOW;
        List<Place> own = placesOf.getOrDefault(node.name(), List.of());
        if (!own.isEmpty()) {
            hosts.put(node.name(), own.getFirst().address.getHostAddress());
        }
        for (Domain domain : ways.keySet()) {
            for (Place place : domain.places) {
                if (all || kind(place) != Kind.CLIENT) {
                    hosts.putIfAbsent(place.end.node(), place.address.getHostAddress());
                }
            }
        }
        return hosts;
    }
}
