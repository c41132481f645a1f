package org.flowlab.web;

/// Topologies for tests.
final class Topologies {
    static final String THREE =
            """
            name: three
            topology:
              nodes:
                client: {kind: client}
                proxy:  {kind: proxy}
                origin: {kind: origin}
              links:
                - {endpoints: ["client:eth0", "proxy:eth0"], tc: {delay: 20ms}}
                - {endpoints: ["proxy:eth1", "origin:eth0"], tc: {delay: 10ms}}
            """;

    static final String EXPERIMENT =
            """
            name: one
            topology: ../topologies/three.yaml
            flows: [https-proxy.https-http]
            trials: 3
            """;

    /// A router with an origin and many clients.
    static String star(int nodes) {
        StringBuilder kinds =
                new StringBuilder(
                        "topology:\n  nodes:\n    router: {kind: router}\n    origin: {kind: origin}\n");
        StringBuilder links =
                new StringBuilder("  links:\n    - {endpoints: [\"router:o\", \"origin:a\"]}\n");
        for (int i = 2; i < nodes; i++) {
            kinds.append("    c%d: {kind: client}\n".formatted(i));
            links.append("    - {endpoints: [\"c%d:a\", \"router:c%d\"]}\n".formatted(i, i));
        }
        return kinds.append(links).toString();
    }

    private Topologies() {}
}
