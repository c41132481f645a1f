package org.flowlab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import org.flowlab.fabric.FrameFilter;
import org.flowlab.fabric.FrameView;
import org.flowlab.topology.Plan;
import org.junit.jupiter.api.Test;

class BackgroundTest {
    private static final String NODES =
            """
            name: one-switch
            topology:
              nodes:
                client: {kind: client}
                origin: {kind: origin}
                s:      {kind: switch}
                one:    {kind: host, exec: sleep 1}
                two:    {kind: host, exec: sleep 1}
                mine:   {kind: host, role: proxy, exec: sleep 1}
              links:
                - endpoints: ["client:eth0", "s:p1"]
                - endpoints: ["origin:eth0", "s:p2"]
                - endpoints: ["one:eth0", "s:p3"]
                - endpoints: ["two:eth0", "s:p4"]
                - endpoints: ["mine:eth0", "s:p5"]
            """;

    private final Plan plan = Labs.topology(NODES).plan();
    private final FrameFilter background = Background.of(plan, Set.of());

    private byte[] packet(String from, String to) {
        return ByteBuffer.allocate(60)
                .putShort(12, (short) 0x0800) // IPv4
                .put(14, (byte) 0x45)
                .put(26, address(from).getAddress())
                .put(30, address(to).getAddress())
                .array();
    }

    private InetAddress address(String node) {
        InetAddress address = plan.node(node).interfaces().getFirst().address();
        assertThat(address).isNotNull();
        return address;
    }

    private boolean isBackground(byte[] frame) {
        return background.test(FrameView.of(frame));
    }

    @Test
    void what_hosts_without_a_role_say_to_each_other_is_background() {
        assertThat(isBackground(packet("one", "two"))).isTrue();
        assertThat(isBackground(packet("two", "one"))).isTrue();
    }

    @Test
    void frames_from_or_to_a_flows_parties_are_not() {
        assertThat(isBackground(packet("client", "origin"))).isFalse();
        assertThat(isBackground(packet("client", "mine"))).isFalse();
        assertThat(isBackground(packet("one", "origin"))).isFalse();
        assertThat(isBackground(packet("mine", "two"))).isFalse();
    }

    @Test
    void a_host_that_an_experiment_names_is_a_party_too() {
        FrameFilter named = Background.of(plan, Set.of("two"));
        assertThat(named.test(FrameView.of(packet("one", "two")))).isFalse();
        FrameFilter both = Background.of(plan, Set.of("one", "two"));
        assertThat(both.test(FrameView.of(packet("one", "two")))).isFalse();
    }

    @Test
    void other_protocols_and_short_frames_are_not() {
        byte[] arp = packet("one", "two");
        arp[13] = 0x06;
        assertThat(isBackground(arp)).isFalse();
        byte[] whole = packet("one", "two");
        for (int length = 0; length < 34; length++) {
            assertThat(isBackground(Arrays.copyOf(whole, length))).isFalse();
        }
    }

    @Test
    void without_such_hosts_no_frame_is_looked_at() {
        assertThat(Background.of(Labs.triangle("{}").plan(), Set.of())).isSameAs(FrameFilter.NONE);
    }
}
