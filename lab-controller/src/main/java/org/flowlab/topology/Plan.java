package org.flowlab.topology;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /// The same, with links that pass every frame on at once. Where there are hosts without a role
    /// the links keep their rates: nothing else may keep such a host from sending without end.
    public Plan unimpaired() {
        boolean keepRates = nodes.stream().anyMatch(n -> n.role() == Kind.HOST);
        List<PlannedLink> bare =
                links.stream()
                        .map(
                                l ->
                                        new PlannedLink(
                                                l.name(),
                                                l.a(),
                                                l.b(),
                                                keepRates
                                                        ? l.forward().onlyRate()
                                                        : TrafficControl.NONE,
                                                keepRates
                                                        ? l.reverse().onlyRate()
                                                        : TrafficControl.NONE,
                                                0,
                                                0))
                        .toList();
        return new Plan(name, nodes, bare);
    }

    /// The links that a packet passes from one node to another.
    ///
    /// @throws IllegalArgumentException where no route leads there
    public List<Hop> path(String from, String to) {
        return new PathFinder(this).path(from, to);
    }

    /// Whether a packet gets from one node to another and back.
    public boolean reaches(String from, String to) {
        return new PathFinder(this).bothWays(from, to);
    }

    /// Says that the routers between two nodes are more than a packet passes, if they are.
    public Optional<String> tooManyRouters(String from, String to) {
        return new PathFinder(this).tooManyRouters(from, to);
    }

    /// The longest round trip from a client by way of a proxy to an origin, with what the links add
    /// to a flight of 10 kB; zero where no client reaches anyone.
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

    /// @param role what it is in flows: its kind, or what a host stands for
    /// @param protocols what a proxy or an origin offers, best first
    /// @param exec the command line of a `host` node, empty for others
    /// @param outputLimit the most that is kept of what a host's command prints
    /// @param plainPort 0 where the kind has none
    /// @param limits null for a router and a switch
    /// @param tcp what its kernel does in TCP, by the keys of the file; only what is given
    /// @param hosts every addressed node's name and its dotted address, as seen from this node
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

    /// @param mac 48 bits, locally administered
    /// @param address null on a switch
    /// @param mtu bytes of an IP packet
    /// @param neighbours addresses in the same subnet and their MACs, entered for good so that
    ///   nobody asks by ARP
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

    /// @param via the next hop
    public record PlannedRoute(
            Inet4Address destination, int prefixLength, Inet4Address via, String dev) {}

    /// @param name by default the two nodes' names with a hyphen between them
    /// @param forward from `a` to `b`
    /// @param reverse from `b` to `a`
    /// @param forwardMtu the largest IP packet that the wire passes, 0 for no limit
    public record PlannedLink(
            String name,
            End a,
            End b,
            TrafficControl forward,
            TrafficControl reverse,
            int forwardMtu,
            int reverseMtu) {}

    public record End(String node, String dev) {
        @Override
        public String toString() {
            return node + ":" + dev;
        }
    }
}
