package org.flowlab.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.junit.jupiter.api.Test;

class PathLimitsTest {
    private static Plan plan(String client, String first, String second) {
        return PlanTest.parse(
                        """
                        topology:
                          nodes:
                            client: {kind: client%s}
                            proxy: {kind: proxy}
                            origin: {kind: origin}
                          links:
                            - endpoints: ["client:eth0", "proxy:eth0"]
                              tc: {%s}
                            - endpoints: ["proxy:eth1", "origin:eth0"]
                              tc: {%s}
                        """
                                .formatted(client, first, second))
                .plan();
    }

    private static Limits limits(Plan plan, String node) {
        Limits limits = plan.node(node).limits();
        assertThat(limits).isNotNull();
        return limits;
    }

    @Test
    void near_nodes_have_the_defaults() {
        Plan plan = plan("", "delay: 20ms", "delay: 10ms");
        assertThat(plan.longestRoundTrip()).isEqualTo(Duration.ofMillis(60));
        assertThat(limits(plan, "client")).isEqualTo(Limits.DEFAULT);
        assertThat(limits(plan, "proxy")).isEqualTo(Limits.DEFAULT);
        assertThat(limits(plan, "origin")).isEqualTo(Limits.DEFAULT);
    }

    @Test
    void times_grow_with_the_longest_path_in_every_node() {
        Plan plan = plan("", "delay: 8s", "delay: 1s, jitter: 250ms");
        // 2 x 8 s, 2 x (1 s and four times 250 ms)
        assertThat(plan.longestRoundTrip()).isEqualTo(Duration.ofSeconds(20));
        for (String node : new String[] {"client", "proxy", "origin"}) {
            Limits limits = limits(plan, node);
            assertThat(limits.connectMillis()).isEqualTo(80_000);
            assertThat(limits.handshakeMillis()).isEqualTo(160_000);
            assertThat(limits.answerMillis()).isEqualTo(160_000);
            assertThat(limits.idleMillis()).isEqualTo(320_000);
        }
    }

    @Test
    void slow_links_count_with_the_time_that_a_flight_takes() {
        // 10 kB at 10 kbit/s, in both directions
        assertThat(plan("", "rate: 10kbit", "delay: 0s").longestRoundTrip())
                .isEqualTo(Duration.ofSeconds(16));
    }

    @Test
    void what_the_file_gives_stays() {
        Plan plan =
                plan(
                        ", limits: {connect-timeout: 3s, answer-timeout: 2000s}",
                        "delay: 600s",
                        "delay: 0s");
        Limits limits = limits(plan, "client");
        assertThat(limits.connectMillis()).isEqualTo(3_000);
        assertThat(limits.handshakeMillis()).isEqualTo(9_600_000);
        assertThat(limits.answerMillis()).isEqualTo(2_000_000);
    }
}
