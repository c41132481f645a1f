package org.flowlab.view;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topology;

/// A topology that is valid, for JSON.
///
/// @param programs whether it has nodes that are users' programs (`kind: host`)
/// @param addresses the addresses of each node, as the lab would give them
public record ValidView(
        boolean valid,
        String name,
        int nodes,
        int links,
        boolean programs,
        Map<String, List<String>> addresses) {
    public ValidView {
        addresses = Collections.unmodifiableMap(new LinkedHashMap<>(addresses));
    }

    public static ValidView of(Topology topology) {
        Map<String, List<String>> addresses = new LinkedHashMap<>();
        for (Plan.PlannedNode node : topology.plan().nodes()) {
            addresses.put(
                    node.name(),
                    node.interfaces().stream()
                            .map(Plan.PlannedInterface::address)
                            .filter(Objects::nonNull)
                            .map(a -> a.getHostAddress())
                            .toList());
        }
        return new ValidView(
                true,
                topology.name(),
                topology.nodes().size(),
                topology.links().size(),
                !topology.named(Plan.Kind.HOST).isEmpty(),
                addresses);
    }
}
