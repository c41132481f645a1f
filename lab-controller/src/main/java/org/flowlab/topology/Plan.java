package org.flowlab.topology;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.unit.ByteCount;
import org.jspecify.annotations.Nullable;

/// A topology with every address, route and name worked out: what the lab brings up.
public record Plan(String name, List<PlannedNode> nodes, List<PlannedLink> links) {
    public Plan {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
    }

    public PlannedNode node(String name) {
        return nodes.stream()
                .filter(n -> n.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no node \"" + name + "\" in topology " + this.name));
    }

    /// The same plan with links that forward every frame at once. If there are hosts without a
    /// role, the links keep their rates: such a host may send as fast as the link lets it, without
    /// end.
    public Plan unimpaired() {
        boolean keepRates = nodes.stream().anyMatch(n -> n.role() == Kind.HOST);
        return withLinks(
                l ->
                        keepRates
                                ? l.with(l.forward().onlyRate(), 0, l.reverse().onlyRate(), 0)
                                : l.with(TrafficControl.NONE, 0, TrafficControl.NONE, 0));
    }

    /// The same plan with each link replaced by another one between the same ends.
    public Plan withLinks(UnaryOperator<PlannedLink> change) {
        return new Plan(name, nodes, links.stream().map(change).toList());
    }

    /// The link called `name`; empty if there is none.
    public Optional<PlannedLink> findLink(String name) {
        return links.stream().filter(l -> l.name().equals(name)).findFirst();
    }

    /// The nodes' names by the addresses of their interfaces, as `198.18.0.1`.
    public Map<String, String> nodesByAddress() {
        Map<String, String> nodes = new HashMap<>();
        for (PlannedNode node : nodes()) {
            for (PlannedInterface end : node.interfaces()) {
                if (end.address() != null) {
                    nodes.put(end.address().getHostAddress(), node.name());
                }
            }
        }
        return nodes;
    }

    /// The links on a packet's path from one node to another.
    ///
    /// @throws IllegalArgumentException if no route leads there
    public List<Hop> path(String from, String to) {
        return new PathFinder(this).path(from, to);
    }

    /// Whether packets get from one node to another, and back.
    public boolean reaches(String from, String to) {
        return new PathFinder(this).bothWays(from, to);
    }

    /// A message if there are more routers between two nodes than a packet passes; empty if not.
    public Optional<String> tooManyRouters(String from, String to) {
        return new PathFinder(this).tooManyRouters(from, to);
    }

    /// The longest round trip from a client through a proxy to an origin, with the time that 10 kB
    /// take at the links' rates; zero if no client reaches a server.
    public Duration longestRoundTrip() {
        return PathLimits.longest(this);
    }

    public enum Kind {
        CLIENT,
        PROXY,
        ORIGIN,
        ROUTER,
        SWITCH,
        HOST
    }

    /// A node with its interfaces, routes and hosts file.
    ///
    /// @param role the part it plays in flows: a host's role, or the node's kind
    /// @param protocols what a proxy or an origin offers in the TLS handshake, best first
    /// @param plainPort the port without TLS of an origin or a host; 0 for other kinds
    /// @param tlsPort the port with TLS of a proxy, an origin or a host; 0 for other kinds
    /// @param limits null for a router and a switch
    /// @param exec the command line of a host; empty for other kinds
    /// @param outputLimit the largest size of a host's `output.log`
    /// @param tcp the kernel settings for TCP that the file sets, by their keys in the file
    /// @param hosts the node's hosts file: dotted addresses by name
    public record PlannedNode(
            String name,
            Kind kind,
            Kind role,
            List<String> protocols,
            int plainPort,
            int tlsPort,
            boolean reuseOrigin,
            NodeSpec.@Nullable Limits limits,
            List<String> exec,
            Map<String, String> environment,
            ByteCount outputLimit,
            Map<String, String> tcp,
            List<PlannedInterface> interfaces,
            List<PlannedRoute> routes,
            Map<String, String> hosts) {
        public PlannedNode {
            protocols = List.copyOf(protocols);
            exec = List.copyOf(exec);
            environment = Map.copyOf(environment);
            tcp = Map.copyOf(tcp);
            interfaces = List.copyOf(interfaces);
            routes = List.copyOf(routes);
            hosts = Map.copyOf(hosts);
        }

        PlannedNode withLimits(NodeSpec.Limits given) {
            return new PlannedNode(
                    name,
                    kind,
                    role,
                    protocols,
                    plainPort,
                    tlsPort,
                    reuseOrigin,
                    given,
                    exec,
                    environment,
                    outputLimit,
                    tcp,
                    interfaces,
                    routes,
                    hosts);
        }
    }

    /// An interface of a node.
    ///
    /// @param mac 48 bits, locally administered
    /// @param address null on a switch
    /// @param mtu the largest IP packet, in bytes
    /// @param neighbours MACs by address, for the same subnet; they become permanent entries, so
    ///   that no ARP request is sent
    public record PlannedInterface(
            String name,
            long mac,
            @Nullable Inet4Address address,
            int prefixLength,
            int mtu,
            Map<Inet4Address, Long> neighbours) {
        public PlannedInterface {
            neighbours = Map.copyOf(neighbours);
        }
    }

    /// A static route.
    ///
    /// @param via the next hop
    public record PlannedRoute(
            Inet4Address destination, int prefixLength, Inet4Address via, String dev) {}

    /// A link between two interfaces.
    ///
    /// @param name by default the two nodes' names with a hyphen between them
    /// @param forward from `a` to `b`
    /// @param reverse from `b` to `a`
    /// @param forwardMtu the largest IP packet, in bytes, that the wire passes from `a` to `b`; 0
    ///   for no limit
    /// @param reverseMtu the same from `b` to `a`
    public record PlannedLink(
            String name,
            End a,
            End b,
            TrafficControl forward,
            TrafficControl reverse,
            int forwardMtu,
            int reverseMtu) {

        /// The same link with other traffic control and other MTUs of the wire.
        public PlannedLink with(
                TrafficControl newForward,
                int newForwardMtu,
                TrafficControl newReverse,
                int newReverseMtu) {
            return new PlannedLink(
                    name, a, b, newForward, newReverse, newForwardMtu, newReverseMtu);
        }
    }

    /// The end of a link: an interface of a node.
    public record End(String node, String dev) {
        @Override
        public String toString() {
            return node + ":" + dev;
        }
    }
}
