package org.flowlab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.flowlab.fabric.Fabric;
import org.flowlab.fabric.Link;
import org.flowlab.fabric.WireFrame;
import org.flowlab.sys.Wiring;
import org.flowlab.topology.Plan;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Links and a wire, without nodes: the test sends.
@Tag("netns")
class LabLinksTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Plan plan = Labs.triangle("{delay: 300ms}").plan();
    private final Recording recording = new Recording();
    private Wiring wiring;
    private Fabric fabric;
    private LabLinks links;

    @BeforeEach
    void up() {
        Labs.assume();
        wiring = Wiring.up(Setups.of(plan));
        fabric = wiring.fabric().call(() -> Fabric.open(WireMemory.of(plan)));
        links = new LabLinks(plan, wiring, fabric, new Seed(1), recording);
        links.reconnect(plan);
    }

    @AfterEach
    void down() {
        if (fabric != null) {
            fabric.close();
        }
        if (wiring != null) {
            wiring.close();
        }
    }

    /// From the client to the proxy, whose kernel tells the client that nobody listens.
    private void send() throws IOException {
        Plan.PlannedNode proxy = plan.node("proxy");
        Inet4Address to = proxy.interfaces().getFirst().address();
        try (DatagramChannel from = wiring.namespace("client").call(DatagramChannel::open)) {
            from.send(ByteBuffer.allocate(30), new InetSocketAddress(to, 9000));
        }
    }

    @Test
    void the_link_that_carries_is_the_one_that_is_not_silent() throws IOException {
        send();
        assertThat(links.awaitSilence(Duration.ofMillis(50), Set.of("client-proxy"))).isFalse();
        assertThat(links.awaitSilence(LONG, Set.of("proxy-origin"))).isTrue();
        assertThat(links.awaitSilence(LONG, Set.of())).isTrue();

        assertThat(links.awaitedFrames()).isEqualTo(2);
        assertThat(links.backgroundFrames()).isZero();
        assertThat(recording.take().frames())
                .extracting(WireFrame::link, WireFrame::forward)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0, true),
                        org.assertj.core.groups.Tuple.tuple(0, false));
    }

    @Test
    void links_made_anew_count_from_nothing_and_keep_their_numbers_in_the_plan()
            throws IOException {
        Link before = links.link("client-proxy");
        links.reconnect(plan.unimpaired());
        assertThat(links.link("client-proxy")).isNotSameAs(before);
        assertThat(links.link("client-proxy").forward().delay()).isEqualTo(Duration.ZERO);
        send();
        assertThat(links.awaitSilence(Duration.ofSeconds(20), Set.of())).isTrue();
        assertThat(recording.take().frames()).extracting(WireFrame::link).containsExactly(0, 0);
        assertThat(links.reports().getFirst().forward().enteredFrames()).isOne();

        links.reconnect(plan);
        assertThat(links.awaitedFrames()).isZero();
        assertThat(fabric.links()).hasSize(3);
    }

    @Test
    void a_change_leaves_the_greatest_packet_as_it_was() {
        Link link = links.link("client-proxy");
        int mtu = link.forward().mtu();
        links.change(
                "client-proxy",
                Labs.triangle("{delay: 7ms}").plan().links().getFirst().forward(),
                Labs.triangle("{delay: 9ms}").plan().links().getFirst().forward());
        assertThat(List.of(link.forward().delay(), link.reverse().delay()))
                .containsExactly(Duration.ofMillis(7), Duration.ofMillis(9));
        assertThat(link.forward().mtu()).isEqualTo(mtu);
    }

    @Test
    void a_link_that_there_is_none_of_is_named() {
        assertThatThrownBy(() -> links.link("client-moon"))
                .hasMessage("no link \"client-moon\" in topology triangle");
    }
}
