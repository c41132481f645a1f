package org.flowlab.lab;

import java.util.List;
import org.flowlab.sys.NodeSetup;
import org.flowlab.topology.Plan;

/// A plan's nodes as the wiring takes them.
final class Setups {
    private Setups() {}

    /// All nodes that have a namespace: switches live in the fabric.
    static List<NodeSetup> of(Plan plan) {
        return plan.nodes().stream()
                .filter(node -> node.kind() != Plan.Kind.SWITCH)
                .map(Setups::of)
                .toList();
    }

    private static NodeSetup of(Plan.PlannedNode node) {
        return new NodeSetup(
                node.name(),
                node.kind() == Plan.Kind.ROUTER,
                node.interfaces().stream()
                        .map(
                                i ->
                                        new NodeSetup.Interface(
                                                i.name(),
                                                i.mac(),
                                                i.address(),
                                                i.prefixLength(),
                                                i.mtu(),
                                                i.neighbours()))
                        .toList(),
                node.routes().stream()
                        .map(
                                r ->
                                        new NodeSetup.Route(
                                                r.destination(),
                                                r.prefixLength(),
                                                r.via(),
                                                r.dev()))
                        .toList());
    }
}
