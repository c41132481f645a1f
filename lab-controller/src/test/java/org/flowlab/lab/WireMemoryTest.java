package org.flowlab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.flowlab.fabric.FabricOptions;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topologies;
import org.junit.jupiter.api.Test;

class WireMemoryTest {
    private static Plan plan(String link) {
        String yaml =
                """
                name: t
                topology:
                  nodes:
                    client: {kind: client}
                    origin: {kind: origin}
                  links:
                    - endpoints: ["client:eth0", "origin:eth0"]
                """
                        + link.indent(6);
        return Topologies.parse("t", yaml.getBytes(StandardCharsets.UTF_8)).plan();
    }

    @Test
    void a_lab_without_delay_takes_little() {
        FabricOptions options = WireMemory.of(plan(""), new RingShare(1 << 24));

        assertThat(options.poolFrames()).isEqualTo(1 << 14);
        assertThat((long) options.ringFrames() * options.frameBytes()).isEqualTo(1 << 22);
        assertThat(options.name()).isEqualTo("t");
    }

    @Test
    void both_directions_of_a_long_delay_fit_on_the_wire() {
        assertThat(WireMemory.frames(plan("tc: {delay: 100ms}"))).isEqualTo(2 * 20_000);
        assertThat(WireMemory.frames(plan("tc: {delay: 100ms, jitter: 10ms}")))
                .isEqualTo(2 * 28_000);
    }

    @Test
    void a_queue_has_room() {
        assertThat(WireMemory.frames(plan("tc: {rate: 10mbit, limit: 50000}")))
                .isEqualTo(2 * 50_000);
    }

    @Test
    void absurd_delays_do_not_take_absurd_memory() {
        assertThat(WireMemory.frames(plan("tc: {delay: 59s, rate: 1gbit, limit: 1000000}")))
                .isEqualTo(1 << 17);
    }

    @Test
    void the_rings_of_many_labs_share_their_memory() {
        long taken = 0;
        for (int lab = 0; lab < 100; lab++) {
            long size = RingShare.size(taken);
            assertThat(Long.bitCount(size)).isEqualTo(1);
            assertThat(size).isBetween(1L << 20, 1L << 24);
            taken += size;
        }
        assertThat(taken).isLessThan(320L << 20);
    }
}
