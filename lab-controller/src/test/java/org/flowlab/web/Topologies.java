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

    private Topologies() {}
}
