package org.flowlab.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A packet's TTL is 64, so it passes 63 routers.
class RoutersInARowTest {
    private static final String CLIENT = "client: {kind: client}";
    private static final String PROXY = "proxy: {kind: proxy}";
    private static final String ORIGIN = "origin: {kind: origin}";

    /// A row of nodes with routers between them.
    ///
    /// @param row nodes, and between two of them the number of routers
    private static Topology topology(Object... row) {
        List<String> nodes = new ArrayList<>();
        List<String> links = new ArrayList<>();
        String before = "";
        int routers = 0;
        for (Object part : row) {
            List<String> next = new ArrayList<>();
            if (part instanceof Integer count) {
                for (int i = 0; i < count; i++) {
                    next.add("r" + routers++ + ": {kind: router}");
                }
            } else {
                next.add((String) part);
            }
            for (String node : next) {
                String name = node.substring(0, node.indexOf(':'));
                nodes.add(node);
                if (!before.isEmpty()) {
                    links.add("{endpoints: [\"%s:eth1\", \"%s:eth0\"]}".formatted(before, name));
                }
                before = name;
            }
        }
        String yaml =
                "topology:\n  nodes:\n    %s\n  links:\n    - %s\n"
                        .formatted(String.join("\n    ", nodes), String.join("\n    - ", links));
        return Topologies.parse("f.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void sixty_three_routers_are_passed() {
        Plan plan = topology(CLIENT, 63, PROXY, 63, ORIGIN).plan();
        assertThat(plan.path("client", "proxy")).hasSize(64);
        assertThat(plan.reaches("proxy", "origin")).isTrue();
        assertThat(plan.tooManyRouters("client", "proxy")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "64,0,64 routers are between client and proxy",
        "65,65,65 routers are between client and proxy",
        "0,64,64 routers are between proxy and origin"
    })
    void one_more_is_refused_wherever_it_is(int before, int behind, String why) {
        assertThatThrownBy(() -> topology(CLIENT, before, PROXY, behind, ORIGIN))
                .hasMessage(
                        "f.yaml:3:13: client: there is no path from client \"client\" to an origin,"
                                + " directly or through a proxy: "
                                + why
                                + ", and a packet passes at most 63 (its TTL is 64)");
    }

    @Test
    void hosts_are_held_to_it_too() {
        String host = "origin: {kind: host, role: origin, exec: serve}";
        assertThat(topology(CLIENT, 63, host).plan().reaches("client", "origin")).isTrue();
        assertThatThrownBy(() -> topology(CLIENT, 64, host))
                .hasMessageStartingWith(
                        "f.yaml:3:13: client: 64 routers are between client and origin, and a"
                                + " packet passes at most 63 (its TTL is 64)");
    }

    @Test
    void a_proxy_on_the_way_is_no_router() {
        Topology topology = topology(CLIENT, 40, "edge: {kind: router}", PROXY, 40, ORIGIN);
        assertThat(topology.plan().reaches("client", "proxy")).isTrue();
    }
}
