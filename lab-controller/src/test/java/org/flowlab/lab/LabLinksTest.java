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
import java.util.Map;
import java.util.Set;
import org.flowlab.fabric.Fabric;
import org.flowlab.fabric.Link;
import org.flowlab.fabric.WireFrame;
import org.flowlab.sys.Wiring;
import org.flowlab.topology.Plan;
import org.flowlab.topology.TrafficControl;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Links and a wire, without nodes: the test sends.
@Tag("netns")
class LabLinksTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Plan plan = Labs.triangle("{delay: 1500ms}").plan();
    private final Recording recording = new Recording();
    private Wiring wiring;
    private Fabric fabric;
    private LabLinks links;

    @BeforeEach
    void up() {
        Labs.assume();
        wiring = Wiring.up(Setups.of(plan, Map.of()));
        fabric =
                wiring.fabric()
                        .call(() -> Fabric.open(WireMemory.of(plan, new RingShare(1 << 24))));
        links = new LabLinks(plan, wiring, fabric, new Seed(1), recording);
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
        assertThat(recording.take().frames())
                .extracting(WireFrame::link, WireFrame::forward)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0, true),
                        org.assertj.core.groups.Tuple.tuple(0, false));
    }

    @Test
    void a_restart_keeps_the_links_and_counts_from_nothing() throws IOException {
        Link before = links.link("client-proxy");
        links.standIn(plan.unimpaired());
        assertThat(links.link("client-proxy")).isSameAs(before);
        assertThat(before.forward().delay()).isEqualTo(Duration.ZERO);
        assertThat(links.state("client-proxy").forward().delay())
                .isEqualTo(Duration.ofMillis(1500));
        send();
        assertThat(links.awaitSilence(Duration.ofSeconds(20), Set.of())).isTrue();
        assertThat(recording.take().frames()).extracting(WireFrame::link).containsExactly(0, 0);
        assertThat(links.reports().getFirst().forward().enteredFrames()).isOne();

        links.endStandIn();
        links.restart();
        assertThat(links.awaitedFrames()).isZero();
        assertThat(before.forward().delay()).isEqualTo(Duration.ofMillis(1500));
        assertThat(links.reports().getFirst().forward().enteredFrames()).isZero();
        assertThat(fabric.links()).hasSize(3);
    }

    @Test
    void each_direction_has_its_own_traffic_control_and_mtu() {
        Link link = links.link("client-proxy");
        links.change("client-proxy", state -> state.withForward(delayed("7ms"), 1400));
        links.change("client-proxy", state -> state.withReverse(delayed("9ms"), 0));
        assertThat(List.of(link.forward().delay(), link.reverse().delay()))
                .containsExactly(Duration.ofMillis(7), Duration.ofMillis(9));
        assertThat(List.of(link.forward().mtu(), link.reverse().mtu())).containsExactly(1400, 0);
        assertThat(links.states())
                .extracting(LinkState::name, state -> state.forward().delay(), LinkState::up)
                .startsWith(
                        org.assertj.core.groups.Tuple.tuple(
                                "client-proxy", Duration.ofMillis(7), true));
    }

    private static TrafficControl delayed(String delay) {
        return Labs.triangle("{delay: " + delay + "}").plan().links().getFirst().forward();
    }

    @Test
    void a_change_during_a_stand_in_applies_after_it() {
        Link link = links.link("client-proxy");
        long changes = links.changes();
        links.standIn(plan.unimpaired());
        links.change("client-proxy", state -> state.withForward(delayed("7ms"), 0));
        assertThat(link.forward().delay()).isZero();
        links.restart();
        assertThat(link.forward().delay()).isZero();
        links.endStandIn();
        assertThat(link.forward().delay()).isEqualTo(Duration.ofMillis(7));
        assertThat(links.changes() - changes).isOne();
    }

    @Test
    void a_change_to_what_is_so_already_is_none() {
        long changes = links.changes();
        links.change("client-proxy", state -> state.withUp(true));
        assertThat(links.changes()).isEqualTo(changes);
    }

    @Test
    void a_link_that_is_cut_carries_during_a_stand_in_and_stays_cut() throws IOException {
        links.change("client-proxy", state -> state.withUp(false));
        links.standIn(plan.unimpaired());
        send();
        assertThat(links.awaitSilence(LONG, Set.of())).isTrue();
        assertThat(recording.take().frames())
                .extracting(WireFrame::verdict)
                .containsOnly(WireFrame.Verdict.DELIVERED);
        links.endStandIn();
        links.restart();
        assertThat(links.state("client-proxy").up()).isFalse();
        send();
        assertThat(links.awaitSilence(LONG, Set.of())).isTrue();
        assertThat(recording.take().frames())
                .extracting(WireFrame::verdict)
                .containsExactly(WireFrame.Verdict.LINK_DOWN);
    }

    @Test
    void a_link_that_there_is_none_of_is_named() {
        assertThatThrownBy(() -> links.link("client-moon"))
                .hasMessage("no link \"client-moon\" in topology triangle");
    }
}
