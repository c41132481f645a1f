package org.flowlab.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SharedTcTest {
    @Test
    void links_share_traffic_control_by_anchors_and_change_some_of_it() {
        Topology topology =
                Topologies.parse(
                        "t",
                        """
                        topology:
                          nodes:
                            client: {kind: client}
                            proxy: {kind: proxy}
                            origin: {kind: origin}
                          links:
                            - endpoints: ["client:eth0", "proxy:eth0"]
                              tc: &slow {delay: 80ms, loss: 2%}
                            - endpoints: ["proxy:eth1", "origin:eth0"]
                              tc:
                                <<: *slow
                                loss: 1%
                        """
                                .getBytes(StandardCharsets.UTF_8));
        TrafficControl slow = topology.links().get(0).forward();
        assertThat(topology.links().get(1).forward())
                .isEqualTo(TcReader.with(slow, "loss", "1%"))
                .isNotEqualTo(slow);
    }
}
