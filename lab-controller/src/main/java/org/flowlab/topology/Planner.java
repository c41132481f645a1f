package org.flowlab.topology;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flowlab.topology.Domains.Domain;
import org.flowlab.topology.Plan.End;
import org.flowlab.topology.Plan.Kind;
import org.flowlab.topology.Plan.PlannedInterface;
import org.flowlab.topology.Plan.PlannedLink;
import org.flowlab.topology.Plan.PlannedNode;
import org.flowlab.topology.Plan.PlannedRoute;
import org.flowlab.topology.Ways.Way;

/// Gives a topology its addresses, routes and names. The same topology always gets the same ones.
///
/// Ends that see each other's frames, over a link or through switches, share a subnet. Only routers
/// forward packets: no IP packet gets past a proxy, so a client has to ask the proxy.
final class Planner {
    /// The first byte, 02, stands for a locally administered unicast address.
    private static final long FIRST_MAC = 0x02_f1_00_00_00_01L;

    /// The most nodes of a lab in which every hosts file has every node. In larger labs hosts files
    /// leave out clients and routers: nobody connects to them, and all the files together would
    /// grow with the square of the nodes.
    private static final int MOST_NODES_THAT_ALL_KNOW = 100;

    /// The most interfaces of a segment in which each has all the others as neighbours. In larger
    /// segments [#bystanders] are not each other's neighbours.
    private static final int MOST_NEIGHBOURS_OF_ALL = 16;

    private final Topology topology;
    private final Map<String, Topology.Node> nodes;
    private final Map<String, List<Place>> placesOf = new HashMap<>();

    Planner(Topology topology) {
        this.topology = topology;
        this.nodes = topology.byName();
    }

    Plan plan() {
        placeAll();
        Ways ways = new Ways(placesOf);
        List<PlannedNode> planned = new ArrayList<>();
        for (Topology.Node node : topology.nodes()) {
            planned.add(plan(node, ways.from(node.name())));
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
        return PathLimits.fill(new Plan(topology.name(), planned, links));
    }

    private void placeAll() {
        List<Domain> domains = Domains.of(topology);
        List<Subnet> subnets =
                Subnets.of(domains, nodes)
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                topology.name() + " needs more addresses"));
        Map<End, Integer> mtus = new HashMap<>();
        Map<End, Long> macs = new HashMap<>();
        for (Topology.Link link : topology.links()) {
            for (End end : List.of(link.a(), link.b())) {
                mtus.put(end, link.mtu());
                macs.put(end, FIRST_MAC + macs.size());
            }
        }
        Map<String, Integer> numbers = new HashMap<>();
        topology.nodes().forEach(n -> numbers.put(n.name(), numbers.size()));
        for (Domain domain : domains) {
            Segment segment = new Segment(domain.index(), subnets.get(domain.index()));
            Map<End, Inet4Address> addresses = addresses(domain, segment.subnet);
            for (End end : domain.ends()) {
                place(
                        new Place(
                                end,
                                numbers.getOrDefault(end.node(), 0),
                                kind(end),
                                segment,
                                macs.getOrDefault(end, 0L),
                                mtus.getOrDefault(end, 0),
                                addresses.getOrDefault(end, Subnet.address(0))));
            }
            segment.routers.sort(Comparator.comparingInt(router -> router.nodeIndex));
        }
        // MACs were given in the order of the links, so this is the links' order.
        placesOf.values().forEach(list -> list.sort((p, q) -> Long.compare(p.mac, q.mac)));
    }

    private void place(Place place) {
        place.segment.places.add(place);
        if (place.kind == Kind.ROUTER) {
            place.segment.routers.add(place);
        }
        placesOf.computeIfAbsent(place.end.node(), _ -> new ArrayList<>()).add(place);
    }

    /// The addresses that the file sets; the other ends get the lowest free addresses, in order.
    private Map<End, Inet4Address> addresses(Domain domain, Subnet subnet) {
        Map<End, Inet4Address> addresses = new HashMap<>();
        Set<Integer> taken = new HashSet<>();
        for (End end : domain.ends()) {
            Topology.Node node = nodes.get(end.node());
            FixedAddress fixed = node == null ? null : node.addresses().get(end.dev());
            if (fixed != null) {
                addresses.put(end, fixed.inet());
                taken.add(fixed.address());
            }
        }
        int next = subnet.network() + 1;
        for (End end : domain.ends()) {
            if (!addresses.containsKey(end)) {
                while (!taken.add(next)) {
                    next++;
                }
                addresses.put(end, Subnet.address(next));
            }
        }
        return addresses;
    }

    private PlannedNode plan(Topology.Node node, Map<Segment, Way> ways) {
        return new PlannedNode(
                node.name(),
                node.kind(),
                node.role(),
                node.protocols(),
                node.plainPort(),
                node.tlsPort(),
                node.reuseOrigin(),
                node.limits(),
                node.exec(),
                node.environment(),
                node.outputLimit(),
                node.tcp(),
                interfaces(node),
                routes(node, ways),
                hosts(node, ways));
    }

    private List<PlannedInterface> interfaces(Topology.Node node) {
        List<PlannedInterface> interfaces = new ArrayList<>();
        for (Place place : placesOf.getOrDefault(node.name(), List.of())) {
            Map<Inet4Address, Long> neighbours = new LinkedHashMap<>();
            List<Place> all = place.segment.places;
            for (Place other : all) {
                if (other != place
                        && !(all.size() > MOST_NEIGHBOURS_OF_ALL && bystanders(place, other))) {
                    neighbours.put(other.address, other.mac);
                }
            }
            interfaces.add(
                    new PlannedInterface(
                            place.end.dev(),
                            place.mac,
                            place.address,
                            place.segment.subnet.prefixLength(),
                            place.mtu,
                            neighbours));
        }
        return interfaces;
    }

    /// Whether two nodes never talk to each other, as two clients or two origins.
    private static boolean bystanders(Place one, Place other) {
        return one.kind == other.kind && (one.kind == Kind.CLIENT || one.kind == Kind.ORIGIN);
    }

    private Kind kind(End end) {
        Topology.Node node = nodes.get(end.node());
        return node == null ? Kind.HOST : node.kind();
    }

    private static List<PlannedRoute> routes(Topology.Node node, Map<Segment, Way> ways) {
        List<PlannedRoute> routes = new ArrayList<>();
        Set<Place> gateways = new HashSet<>();
        ways.forEach(
                (segment, way) -> {
                    if (way.via() != null) {
                        gateways.add(way.via());
                        routes.add(
                                new PlannedRoute(
                                        segment.network,
                                        segment.subnet.prefixLength(),
                                        way.via().address,
                                        way.out().end.dev()));
                    }
                });
        if (gateways.size() == 1 && routes.size() > 1 && node.kind() != Kind.ROUTER) {
            PlannedRoute any = routes.getFirst(); // all have the same gateway, so one is enough
            return List.of(
                    new PlannedRoute(
                            Subnet.address(Subnet.LAB.network()),
                            Subnet.LAB.prefixLength(),
                            any.via(),
                            any.dev()));
        }
        return routes;
    }

    private Map<String, String> hosts(Topology.Node node, Map<Segment, Way> ways) {
        Map<String, String> hosts = new LinkedHashMap<>();
        boolean all = nodes.size() <= MOST_NODES_THAT_ALL_KNOW;
        List<Place> own = placesOf.getOrDefault(node.name(), List.of());
        if (!own.isEmpty()) {
            hosts.put(node.name(), own.getFirst().dotted);
        }
        for (Segment segment : ways.keySet()) {
            for (Place place : segment.places) {
                if (all || (place.kind != Kind.CLIENT && place.kind != Kind.ROUTER)) {
                    hosts.putIfAbsent(place.end.node(), place.dotted);
                }
            }
        }
        return hosts;
    }
}
