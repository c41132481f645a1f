package org.flowlab.lab;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.sys.Namespace;
import org.flowlab.sys.NodeSettings;
import org.flowlab.sys.NodeSetup;
import org.flowlab.topology.Plan;
import org.jspecify.annotations.Nullable;

/// Translates planned nodes into the setups that the wiring takes.
final class Setups {
    private static final String INITIAL_WINDOW = "initial-window";

    private Setups() {}

    /// The setups of all nodes that have a namespace; switches have none, as they are in the
    /// fabric.
    ///
    /// @param namespaces those that exist already, by node
    static List<NodeSetup> of(Plan plan, Map<String, Namespace> namespaces) {
        return plan.nodes().stream()
                .filter(node -> node.kind() != Plan.Kind.SWITCH)
                .map(node -> of(node, namespaces.get(node.name())))
                .toList();
    }

    private static NodeSetup of(Plan.PlannedNode node, @Nullable Namespace namespace) {
        return new NodeSetup(
                node.name(),
                namespace,
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
                        .toList(),
                sysctls(node.tcp()),
                Integer.parseInt(node.tcp().getOrDefault(INITIAL_WINDOW, "0")));
    }

    private static Map<String, String> sysctls(Map<String, String> tcp) {
        Map<String, String> sysctls = new LinkedHashMap<>();
        tcp.forEach(
                (key, value) -> {
                    if (key.equals("congestion")) {
                        sysctls.put(NodeSettings.CONGESTION, value);
                    } else if (!key.equals(INITIAL_WINDOW)) {
                        sysctls.put("net.ipv4.tcp_" + key.replace('-', '_'), value);
                    }
                });
        return sysctls;
    }
}
