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

/// A topology as its file has it, checked: nodes, and the links between them.
public record Topology(String name, List<Node> nodes, List<Link> links) {
    public Topology {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
    }

    /// @param role what it is in flows: its kind, or what a host stands for
    /// @param protocols what a proxy or an origin offers on its TLS port, best first
    /// @param plainPort of an origin, 0 elsewhere
    /// @param tlsPort of a proxy or an origin, 0 elsewhere
    /// @param exec the command line of a host, empty elsewhere
    /// @param outputLimit the most that is kept of what a host's command prints
    /// @param tcp what its kernel does in TCP, by the keys of the file; only what is given
    /// @param addresses by interface, those that the lab does not choose
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

    /// @param mtu of both ends, bytes of an IP packet
    /// @param forwardMtu the largest IP packet that the wire passes from `a` to `b`, 0 for no
    ///   limit: a path that the ends do not know of
    /// @param subnet null where the lab chooses
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

    /// Its nodes by name, in order.
    Map<String, Node> byName() {
        Map<String, Node> byName = new LinkedHashMap<>();
        nodes.forEach(n -> byName.put(n.name(), n));
        return byName;
    }

    /// Works out addresses, routes and names.
    public Plan plan() {
        return new Planner(this).plan();
    }

    /// The names of its nodes of one kind, in order.
    public List<String> named(Kind kind) {
        return nodes.stream().filter(n -> n.kind() == kind).map(Node::name).toList();
    }

    /// The names of the nodes that are, or stand for, a client, a proxy or an origin, in order.
    public List<String> playing(Kind role) {
        return nodes.stream().filter(n -> n.role() == role).map(Node::name).toList();
    }

    /// The same topology, read from `file`: the commands of its hosts learn in which folder it is,
    /// where programs of theirs may stand.
    public Topology from(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder == null) {
            return this;
        }
        List<Node> changed =
                nodes.stream().map(n -> n.kind() == Kind.HOST ? n.from(folder) : n).toList();
        return new Topology(name, changed, links);
    }

    /// The same topology, in which proxies keep and reuse connections to origins.
    public Topology withReuseOrigin() {
        List<Node> changed =
                nodes.stream().map(n -> n.kind() == Kind.PROXY ? n.withReuseOrigin() : n).toList();
        return new Topology(name, changed, links);
    }

    /// The same topology with `changed`, by their names, in place of its links of the same names.
    public Topology with(Map<String, Link> changed) {
        return new Topology(
                name, nodes, links.stream().map(l -> changed.getOrDefault(l.name(), l)).toList());
    }
}
