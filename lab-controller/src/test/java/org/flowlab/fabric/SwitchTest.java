package org.flowlab.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.sys.PacketSocket;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("netns")
class SwitchTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<WireFrame> seen = Collections.synchronizedList(new ArrayList<>());
    private final List<Link> links = new ArrayList<>();
    private TwoNodes nodes;
    private Fabric fabric;
    private Switch bridge;

    @BeforeEach
    void up() {
        nodes = new TwoNodes(3, 1500);
        fabric = nodes.fabric(FabricOptions.DEFAULT.withSink(FrameSink.of(seen::add)));
        bridge = fabric.addSwitch("s1");
        for (int i = 1; i <= 3; i++) {
            Impairment delay = Impairment.NONE.withDelay(Duration.ofMillis(i));
            links.add(
                    fabric.addLink(
                            "n" + i + "-s1",
                            nodes.end(i),
                            End.port(bridge),
                            delay,
                            delay,
                            new Seed(1)));
        }
    }

    @AfterEach
    void down() throws IOException {
        if (nodes != null) {
            nodes.close();
        }
    }

    private static void send(DatagramChannel from, int to) throws IOException {
        from.send(ByteBuffer.allocate(30), TwoNodes.at(to));
    }

    /// On a busy machine a frame may reach the wire some time after the call that sent it returned.
    private void await(int passages) {
        long end = System.nanoTime() + LONG.toNanos();
        while (seen.size() < passages && System.nanoTime() < end) {
            LockSupport.parkNanos(100_000);
        }
        assertThat(fabric.awaitIdle(LONG)).isTrue();
    }

    private List<String> passages() {
        return seen.stream()
                .map(one -> one.link() + (one.forward() ? "in" : "out"))
                .sorted()
                .toList();
    }

    @Test
    void an_unknown_destination_is_flooded_and_a_known_one_is_not() throws IOException {
        DatagramChannel one = nodes.udp(1);
        DatagramChannel two = nodes.udp(2);
        nodes.udp(3);

        send(one, 2);
        await(3);
        assertThat(passages()).containsExactly("0in", "1out", "2out");

        seen.clear();
        send(two, 1);
        await(2);
        assertThat(passages()).containsExactly("0out", "1in");

        seen.clear();
        send(one, 2);
        await(2);
        assertThat(passages()).containsExactly("0in", "1out");
        two.configureBlocking(false);
        assertThat(two.receive(ByteBuffer.allocate(100))).isNotNull();
    }

    @Test
    void a_frame_enters_the_next_link_when_it_left_the_one_before() throws IOException {
        nodes.udp(2);
        send(nodes.udp(1), 2);
        await(3);

        WireFrame in = seen.stream().filter(WireFrame::forward).findFirst().orElseThrow();
        WireFrame out = seen.stream().filter(f -> f.link() == 1).findFirst().orElseThrow();
        assertThat(in.leftNanos()).isGreaterThanOrEqualTo(in.enteredNanos() + 1_000_000);
        assertThat(out.enteredNanos()).isEqualTo(in.leftNanos());
        assertThat(out.leftNanos()).isGreaterThanOrEqualTo(out.enteredNanos() + 2_000_000);
    }

    @Test
    void a_removed_port_is_forgotten() throws IOException {
        DatagramChannel one = nodes.udp(1);
        DatagramChannel two = nodes.udp(2);
        nodes.udp(3);
        send(two, 1);
        await(3);
        links.get(1).remove();
        seen.clear();

        send(one, 2);
        await(2);
        assertThat(passages()).containsExactly("0in", "2out");
    }

    @Test
    void a_link_that_would_close_a_loop_is_refused() {
        Switch second = fabric.addSwitch("s2");
        Switch third = fabric.addSwitch("s3");
        join(bridge, second);
        join(second, third);

        assertThatThrownBy(() -> join(third, bridge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loop of switches, between s3 and s1");
        assertThatThrownBy(() -> join(bridge, bridge)).hasMessageContaining("loop");
        assertThatThrownBy(
                        () ->
                                fabric.addLink(
                                        "again",
                                        nodes.end(1),
                                        End.port(bridge),
                                        Impairment.NONE,
                                        Impairment.NONE,
                                        new Seed(1)))
                .hasMessageContaining("has a link already");
    }

    private void join(Switch one, Switch other) {
        fabric.addLink(
                one.name() + "-" + other.name(),
                End.port(one),
                End.port(other),
                Impairment.NONE,
                Impairment.NONE,
                new Seed(1));
    }

    @Test
    void a_frame_crosses_a_tree_of_switches() throws IOException {
        links.get(2).remove();
        Switch second = fabric.addSwitch("s2");
        join(bridge, second);
        fabric.addLink(
                "n3-s2",
                nodes.end(3),
                End.port(second),
                Impairment.NONE,
                Impairment.NONE,
                new Seed(1));
        DatagramChannel three = nodes.udp(3);
        send(nodes.udp(1), 3);
        await(4);

        three.configureBlocking(false);
        assertThat(three.receive(ByteBuffer.allocate(100))).isNotNull();
        assertThat(passages()).containsExactly("0in", "1out", "3in", "4out");
    }

    @Test
    void frames_of_any_bytes_and_length_do_no_harm() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        int frames = 2_000;
        try (PacketSocket raw = nodes.node(1).call(() -> PacketSocket.open(128, 2048));
                Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(1518);
            int eth0 =
                    nodes.node(1)
                            .call(() -> java.net.NetworkInterface.getByName("eth0"))
                            .getIndex();
            for (int i = 0; i < frames; i++) {
                // The kernel itself drops a frame that ends within its VLAN tag or the type after
                // it.
                int length = random.nextInt(20, 1514);
                for (int at = 0; at < length; at++) {
                    bytes.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
                }
                if (i % 3 == 0) {
                    bytes.set(ValueLayout.JAVA_BYTE, 12, (byte) 0x81); // a VLAN tag
                    bytes.set(ValueLayout.JAVA_BYTE, 13, (byte) 0);
                }
                raw.outgoing().prepare(0, bytes.address(), length, eth0);
                assertThat(raw.outgoing().send(0, 1)).isOne();
                if (i % 50 == 0) {
                    fabric.sync();
                }
            }
        }
        await(frames);

        assertThat(links.get(0).report().forward().enteredFrames())
                .as("%s", fabric.report())
                .isEqualTo(frames);
        assertThat(fabric.report().kernelDrops()).isZero();
        assertThat(seen.stream().filter(one -> one.verdict() == Verdict.SEND_FAILED)).isEmpty();
    }

    @Test
    void a_vlan_tag_stays_in_its_place() throws IOException {
        byte[] sent = new byte[64];
        new java.util.Random(1).nextBytes(sent);
        sent[0] = 2;
        sent[6] = 2;
        sent[12] = (byte) 0x81;
        sent[13] = 0;
        sent[14] = 0;
        sent[15] = 7;
        try (PacketSocket raw = nodes.node(1).call(() -> PacketSocket.open(128, 2048));
                Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, sent);
            int eth0 =
                    nodes.node(1)
                            .call(() -> java.net.NetworkInterface.getByName("eth0"))
                            .getIndex();
            raw.outgoing().prepare(0, bytes.address(), sent.length, eth0);
            assertThat(raw.outgoing().send(0, 1)).isOne();
            await(3);
        }
        assertThat(seen).extracting(WireFrame::bytes).contains(sent);
        assertThat(seen).hasSize(3).allSatisfy(one -> assertThat(one.bytes()).isEqualTo(sent));
    }
}
