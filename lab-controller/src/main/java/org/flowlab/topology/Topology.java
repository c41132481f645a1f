package org.flowlab.topology;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.topology.Plan.End;
import org.flowlab.topology.Plan.Kind;
import org.flowlab.unit.ByteCount;
import org.jspecify.annotations.Nullable;

/// The checked content of a topology file: nodes, and the links between them.
public record Topology(String name, List<Node> nodes, List<Link> links) {
    public Topology {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
    }

    /// A node.
    ///
    /// @param role the part it plays in flows: a host's role, or the node's kind
    /// @param protocols what a proxy or an origin offers in the TLS handshake, best first
    /// @param plainPort the port without TLS of an origin or a host; 0 for other kinds
    /// @param tlsPort the port with TLS of a proxy, an origin or a host; 0 for other kinds
    /// @param limits null if the file sets none
    /// @param exec the command line of a host; empty for other kinds
    /// @param outputLimit the largest size of a host's `output.log`
    /// @param tcp the kernel settings for TCP that the file sets, by their keys in the file
    /// @param addresses the addresses that the file sets, by interface
    public record Node(
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
            Map<String, FixedAddress> addresses) {
        public Node {
            protocols = List.copyOf(protocols);
            exec = List.copyOf(exec);
            environment = Map.copyOf(environment);
            tcp = Map.copyOf(tcp);
            addresses = Map.copyOf(addresses);
        }

        private Node withReuseOrigin() {
            return new Node(
                    name,
                    kind,
                    role,
                    protocols,
                    plainPort,
                    tlsPort,
                    true,
                    limits,
                    exec,
                    environment,
                    outputLimit,
                    tcp,
                    addresses);
        }

        private Node from(Path folder) {
            Map<String, String> more = new LinkedHashMap<>(environment);
            more.putIfAbsent("FLOWLAB_FOLDER", folder.toString());
            return new Node(
                    name,
                    kind,
                    role,
                    protocols,
                    plainPort,
                    tlsPort,
                    reuseOrigin,
                    limits,
                    exec,
                    more,
                    outputLimit,
                    tcp,
                    addresses);
        }
    }

    /// A link.
    ///
    /// @param mtu the largest IP packet, in bytes, that both interfaces send
    /// @param forwardMtu the largest IP packet, in bytes, that the wire passes from `a` to `b`; 0
    ///   for no limit. The interfaces do not know this limit.
    /// @param reverseMtu the same from `b` to `a`
    /// @param subnet null if the lab chooses it
    public record Link(
            String name,
            End a,
            End b,
            TrafficControl forward,
            TrafficControl reverse,
            int mtu,
            int forwardMtu,
            int reverseMtu,
            @Nullable Subnet subnet) {

        /// The same link with other traffic control.
        public Link with(TrafficControl newForward, TrafficControl newReverse) {
            return new Link(
                    name, a, b, newForward, newReverse, mtu, forwardMtu, reverseMtu, subnet);
        }
    }

    /// The nodes by name, in the order of the file.
    Map<String, Node> byName() {
        Map<String, Node> byName = new LinkedHashMap<>();
        nodes.forEach(n -> byName.put(n.name(), n));
        return byName;
    }

    /// Works out addresses, routes and names.
    public Plan plan() {
        return new Planner(this).plan();
    }

    /// The names of the nodes of one kind, in the order of the file.
    public List<String> named(Kind kind) {
        return nodes.stream().filter(n -> n.kind() == kind).map(Node::name).toList();
    }

    /// The names of the nodes with one role, in the order of the file.
    public List<String> playing(Kind role) {
        return nodes.stream().filter(n -> n.role() == role).map(Node::name).toList();
    }

    /// The same topology with the folder of `file` in its hosts' environment (`FLOWLAB_FOLDER`), so
    /// that their commands find programs there.
    public Topology from(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder == null) {
            return this;
        }
        List<Node> changed =
                nodes.stream().map(n -> n.kind() == Kind.HOST ? n.from(folder) : n).toList();
        return new Topology(name, changed, links);
    }

    /// The same topology with proxies that keep and reuse connections to origins.
    public Topology withReuseOrigin() {
        List<Node> changed =
                nodes.stream().map(n -> n.kind() == Kind.PROXY ? n.withReuseOrigin() : n).toList();
        return new Topology(name, changed, links);
    }

    /// The same topology with some links replaced.
    ///
    /// @param changed the new links, by the names of those that they replace
    public Topology with(Map<String, Link> changed) {
        return new Topology(
                name, nodes, links.stream().map(l -> changed.getOrDefault(l.name(), l)).toList());
    }
}
