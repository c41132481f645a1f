package org.flowlab.lab;

import java.util.LinkedHashMap;
import java.util.Map;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.node.tls.Authority;
import org.flowlab.topology.Plan;

/// A lab's CA, and the specification of each client, proxy and origin node, with its certificates.
///
/// @param specs by node
record Identities(Authority authority, Map<String, NodeSpec> specs) {
    static Identities of(Plan plan) {
        Authority authority = Authority.create();
        Map<String, NodeSpec> specs = new LinkedHashMap<>();
        for (Plan.PlannedNode node : plan.nodes()) {
            switch (node.kind()) {
                case CLIENT, PROXY, ORIGIN -> specs.put(node.name(), NodeSpecs.of(node, authority));
                case ROUTER, SWITCH, HOST -> {}
            }
        }
        return new Identities(authority, specs);
    }

    NodeSpec spec(String node) {
        NodeSpec spec = specs.get(node);
        if (spec == null) {
            throw new IllegalArgumentException("node \"" + node + "\" runs no role");
        }
        return spec;
    }

    /// The credentials for a host's program.
    NodeSpec.Credentials host(Plan.PlannedNode node) {
        return authority.forServer(NodeSpecs.names(node));
    }
}
