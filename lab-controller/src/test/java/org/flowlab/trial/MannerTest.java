package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.flowlab.flow.Catalogue;
import org.flowlab.node.spec.Route.KeyExchange;
import org.flowlab.node.spec.Route.Negotiation;
import org.flowlab.node.spec.Route.Version;
import org.flowlab.topology.Topologies;
import org.flowlab.topology.Topology;
import org.junit.jupiter.api.Test;

class MannerTest {
    private static Topology topology(String proxy) {
        return Topologies.parse(
                "test.yaml",
                """
                name: t
                topology:
                  nodes:
                    client: {kind: client}
                    proxy: %s
                    origin: {kind: origin}
                  links:
                    - endpoints: ["client:eth0", "proxy:eth0"]
                    - endpoints: ["proxy:eth1", "origin:eth0"]
                """
                        .formatted(proxy)
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void programs_of_the_users_are_met_with_ecdhe_and_npn_unless_told_otherwise() {
        Manner manner = Manner.of(Manner.forPrograms(Map.of()));
        assertThat(manner.tls()).isEqualTo(Version.TLS_1_2);
        assertThat(manner.keyExchange()).isEqualTo(KeyExchange.ECDHE);
        assertThat(manner.negotiation()).isEqualTo(Negotiation.NPN);
        for (Map<String, String> said :
                java.util.List.of(Map.of("key-exchange", "rsa"), Map.of("tls", "1.3"))) {
            assertThat(Manner.forPrograms(said)).isEqualTo(said);
        }
    }

    @Test
    void a_flow_is_served_by_programs_if_it_meets_a_host() {
        Topology host = topology("{kind: host, role: proxy, exec: x}");
        assertThat(OneFlow.isServedByPrograms(host, Catalogue.flow("https-proxy.http"))).isTrue();
        assertThat(OneFlow.isServedByPrograms(host, Catalogue.flow("direct"))).isFalse();
        Topology own = topology("{kind: proxy}");
        assertThat(OneFlow.isServedByPrograms(own, Catalogue.flow("https-proxy.http"))).isFalse();
    }
}
