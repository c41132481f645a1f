package org.flowlab.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Parties;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topologies;
import org.flowlab.trial.Manner;
import org.flowlab.trial.Trial;
import org.flowlab.trial.Trials;

/// Plans of the labs that the bench measures.
final class BenchLabs {
    static final Parties PARTIES = new Parties("client", "proxy", "origin");

    private BenchLabs() {}

    /// A client, a proxy and an origin in a row.
    ///
    /// @param toProxyMillis one-way delay between client and proxy
    /// @param toOriginMillis one-way delay between proxy and origin
    static Plan threeTier(String name, int toProxyMillis, int toOriginMillis) {
        return plan(
                name,
                """
                topology:
                  nodes:
                    client: {kind: client}
                    proxy: {kind: proxy, protocols: [spdy/3.1, http/1.1]}
                    origin: {kind: origin, protocols: [spdy/3.1, http/1.1]}
                  links:
                    - endpoints: ["client:eth0", "proxy:eth0"]
                      tc: {delay: %dms}
                    - endpoints: ["proxy:eth1", "origin:eth0"]
                      tc: {delay: %dms}
                """
                        .formatted(toProxyMillis, toOriginMillis));
    }

    /// A client, a proxy and origins around a switch.
    ///
    /// @param nodes the number of nodes without the switch; at least 3
    static Plan star(String name, int nodes) {
        StringBuilder yaml = new StringBuilder("topology:\n  nodes:\n    s: {kind: switch}\n");
        yaml.append("    client: {kind: client}\n    proxy: {kind: proxy}\n");
        StringBuilder links = new StringBuilder("  links:\n");
        link(links, 0, "client");
        link(links, 1, "proxy");
        for (int i = 2; i < nodes; i++) {
            yaml.append("    o").append(i).append(": {kind: origin}\n");
            link(links, i, "o" + i);
        }
        return plan(name, yaml.append(links).toString());
    }

    private static void link(StringBuilder links, int port, String node) {
        links.append("    - endpoints: [\"s:eth%d\", \"%s:eth0\"]\n".formatted(port, node));
    }

    private static Plan plan(String name, String yaml) {
        byte[] text = ("name: " + name + "\n" + yaml).getBytes(StandardCharsets.UTF_8);
        return Topologies.parse(name, text).plan();
    }

    /// The six flows of the catalogue as they stand, cold.
    static List<Trial> sixFlows(Plan plan) {
        return Catalogue.six().stream()
                .map(flow -> Trials.of(plan, flow, Manner.source(), PARTIES))
                .toList();
    }
}
