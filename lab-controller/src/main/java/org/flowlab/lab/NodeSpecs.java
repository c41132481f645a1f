package org.flowlab.lab;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.node.tls.Authority;
import org.flowlab.topology.Plan;

/// Translates planned nodes into the specifications that nodes are started with.
final class NodeSpecs {
    private NodeSpecs() {}

    static NodeSpec of(Plan.PlannedNode node, Authority authority) {
        NodeSpec.Role role = role(node.kind());
        return new NodeSpec(
                node.name(),
                role,
                node.protocols(),
                "0.0.0.0",
                node.plainPort(),
                node.tlsPort(),
                role == NodeSpec.Role.CLIENT
                        ? authority.forClient()
                        : authority.forServer(names(node)),
                node.hosts(),
                node.reuseOrigin(),
                node.limits());
    }

    private static NodeSpec.Role role(Plan.Kind kind) {
        return switch (kind) {
            case CLIENT -> NodeSpec.Role.CLIENT;
            case PROXY -> NodeSpec.Role.PROXY;
            case ORIGIN -> NodeSpec.Role.ORIGIN;
            case ROUTER, SWITCH, HOST ->
                    throw new IllegalArgumentException("a " + kind + " runs no role");
        };
    }

    /// The names in a server's certificate: its own first, then its addresses.
    static List<String> names(Plan.PlannedNode node) {
        Set<String> names = new LinkedHashSet<>(List.of(node.name()));
        for (Plan.PlannedInterface end : node.interfaces()) {
            if (end.address() != null) {
                names.add(end.address().getHostAddress());
            }
        }
        return List.copyOf(names);
    }
}
