package org.flowlab.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.flowlab.dissect.Content;
import org.flowlab.dissect.Dissector;
import org.flowlab.dissect.Message;
import org.flowlab.dissect.Passage;
import org.flowlab.dissect.Passage.Transmission;
import org.flowlab.fabric.WireFrame;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topologies;
import org.flowlab.wire.Bytes;
import org.flowlab.wire.ethernet.MacAddress;
import org.flowlab.wire.ip.Ipv4Address;
import org.flowlab.wire.tcp.TcpFlags;
import org.flowlab.wire.tcp.TcpFrame;
import org.flowlab.wire.tcp.TcpHeader;
import org.junit.jupiter.api.Test;

/// A client and an origin with a router between them: link 0 is the client's.
final class FrameFeedTest {
    private static final int BAD_SEQUENCE_BIT = (14 + 20 + 4) * 8;
    private static final int MAC_BIT = 5 * 8;
    private static final int TYPE_BIT = 12 * 8;
    private static final long DELAY = 10;

    private final Plan plan =
            Topologies.parse(
                            "routed",
                            """
                            name: routed
                            topology:
                              nodes:
                                client: {kind: client}
                                r: {kind: router}
                                origin: {kind: origin}
                              links:
                                - endpoints: ["client:eth0", "r:eth0"]
                                - endpoints: ["r:eth1", "origin:eth0"]
                            """
                                    .getBytes(StandardCharsets.UTF_8))
                    .plan();
    private final List<WireFrame> frames = new ArrayList<>();

    private Ipv4Address address(String node) {
        return new Ipv4Address(
                ByteBuffer.wrap(plan.node(node).interfaces().getFirst().address().getAddress())
                        .getInt());
    }

    private byte[] packet(boolean up, int flags, int identification) {
        TcpHeader header =
                new TcpHeader(
                        up ? 40_000 : 443,
                        up ? 443 : 40_000,
                        up ? 1000 : 5000,
                        (flags & TcpFlags.ACK) == 0 ? 0 : 1001,
                        flags,
                        65_000,
                        0,
                        List.of());
        return TcpFrame.of(
                address(up ? "client" : "origin"),
                address(up ? "origin" : "client"),
                identification,
                header,
                new byte[0],
                0,
                0);
    }

    /// Lets `packet` cross a link; flips the bit with index `bit`, unless it is negative.
    private byte[] cross(int link, boolean up, long at, Verdict verdict, byte[] packet, int bit) {
        Plan.PlannedLink planned = plan.links().get(link);
        Plan.End to = up ? planned.b() : planned.a();
        byte[] frame = packet.clone();
        plan.node(to.node()).interfaces().stream()
                .filter(i -> i.name().equals(to.dev()))
                .forEach(i -> new MacAddress(i.mac()).emit(frame, 0));
        if (bit >= 0) {
            frame[bit >> 3] ^= (byte) (1 << (bit & 7));
        }
        frames.add(new WireFrame(link, up, frames.size(), at, at + DELAY, verdict, frame));
        return frame;
    }

    private void passes(boolean up, long at, byte[] packet) {
        cross(up ? 0 : 1, up, at, Verdict.DELIVERED, packet, -1);
        cross(up ? 1 : 0, up, at + DELAY, Verdict.DELIVERED, packet, -1);
    }

    private Passage passage(Class<? extends Content> of) {
        List<Message> messages = new ArrayList<>();
        Dissector dissector = new Dissector(messages::add);
        new FrameFeed(plan).feed(frames, dissector);
        dissector.finish();
        SavedCapture.assertSame(plan, frames, List.of(), messages);
        return messages.stream()
                .filter(m -> of.isInstance(m.content()))
                .findFirst()
                .orElseThrow()
                .passage();
    }

    private void assertSentTwice(Passage passage) {
        assertThat(passage.transmissions())
                .containsExactly(new Transmission(0, true), new Transmission(1000, false));
        assertThat(passage.sentNanos()).isZero();
        assertThat(passage.arrivedNanos()).isEqualTo(1000 + 2 * DELAY);
    }

    @Test
    void a_frame_whose_destination_was_corrupted_was_not_delivered() {
        byte[] syn = packet(true, TcpFlags.SYN, 1);
        cross(0, true, 0, Verdict.CORRUPTED, syn, MAC_BIT);
        passes(true, 1000, packet(true, TcpFlags.SYN, 2));
        assertSentTwice(passage(Content.Syn.class));
    }

    @Test
    void a_frame_whose_type_was_corrupted_was_sent_all_the_same() {
        cross(0, true, 0, Verdict.CORRUPTED, packet(true, TcpFlags.SYN, 1), TYPE_BIT);
        passes(true, 1000, packet(true, TcpFlags.SYN, 2));
        assertSentTwice(passage(Content.Syn.class));
    }

    @Test
    void a_corrupted_frame_that_a_router_passes_on_is_not_delivered() {
        byte[] syn = packet(true, TcpFlags.SYN, 1);
        byte[] corrupted = cross(0, true, 0, Verdict.CORRUPTED, syn, BAD_SEQUENCE_BIT);
        cross(1, true, DELAY, Verdict.DELIVERED, corrupted, -1);
        passes(true, 1000, packet(true, TcpFlags.SYN, 2));
        assertThat(passage(Content.Syn.class).arrivedNanos()).isEqualTo(1000 + 2 * DELAY);
    }

    @Test
    void a_frame_whose_checksums_do_not_hold_was_not_delivered() {
        int ttlBit = (14 + 8) * 8; // of the IP header, which has a checksum of its own
        int portBit = (14 + 20 + 1) * 8;
        for (int bit : new int[] {ttlBit, portBit}) {
            frames.clear();
            passes(true, 0, packet(true, TcpFlags.SYN, 1));
            byte[] synAck = packet(false, TcpFlags.SYN | TcpFlags.ACK, 1);
            cross(1, false, 20, Verdict.DELIVERED, synAck, -1);
            cross(0, false, 30, Verdict.CORRUPTED, synAck, bit);
            passes(false, 1000, packet(false, TcpFlags.SYN | TcpFlags.ACK, 2));
            assertThat(passage(Content.SynAck.class).arrivedNanos())
                    .as("bit %d", bit)
                    .isEqualTo(1000 + 2 * DELAY);
        }
    }

    @Test
    void of_two_equal_frames_only_the_one_dropped_behind_a_router_is_lost() {
        passes(true, -100, packet(true, TcpFlags.SYN, 1));
        // Linux numbers no SYN-ACK; its time stamps differ, and so do the checksums.
        byte[] synAck = packet(false, TcpFlags.SYN | TcpFlags.ACK, 0);
        byte[] again = synAck.clone();
        int tcp = 14 + 20;
        Bytes.put16(again, tcp + 18, 1); // an urgent pointer that means nothing
        Bytes.put16(again, tcp + 16, Bytes.u16(again, tcp + 16) - 1);
        cross(1, false, 0, Verdict.DELIVERED, synAck, -1);
        cross(0, false, DELAY, Verdict.LOST_RANDOM, synAck, -1);
        passes(false, 1000, again);
        assertSentTwice(passage(Content.SynAck.class));
    }

    @Test
    void a_frame_is_not_lost_where_a_copy_of_it_was_dropped_behind_a_router() {
        byte[] syn = packet(true, TcpFlags.SYN, 1);
        cross(0, true, 0, Verdict.DELIVERED, syn, -1);
        cross(0, true, 0, Verdict.DUPLICATED, syn, -1);
        cross(1, true, DELAY, Verdict.DELIVERED, syn, -1);
        cross(1, true, DELAY, Verdict.QUEUE_FULL, syn, -1);
        assertThat(passage(Content.Syn.class).transmissions())
                .containsExactly(new Transmission(0, false));
    }

    @Test
    void a_packet_that_enters_a_router_and_never_leaves_it_was_lost_there() {
        byte[] syn = packet(true, TcpFlags.SYN, 1);
        cross(0, true, 0, Verdict.DELIVERED, syn, -1);
        passes(true, 1000, packet(true, TcpFlags.SYN, 2));
        assertSentTwice(passage(Content.Syn.class));
    }

    @Test
    void a_packet_that_is_still_under_way_when_its_repetition_enters_is_not_lost() {
        byte[] syn = packet(true, TcpFlags.SYN, 1);
        cross(0, true, 0, Verdict.DELIVERED, syn, -1);
        frames.add(
                new WireFrame(
                        1, true, 1, DELAY, 2000, Verdict.DELIVERED, frames.getLast().bytes()));
        passes(true, 1000, packet(true, TcpFlags.SYN, 2));
        assertThat(passage(Content.Syn.class).transmissions())
                .containsExactly(new Transmission(0, false), new Transmission(1000, false));
    }

    @Test
    void each_packet_that_a_router_swallows_is_lost_also_if_none_gets_through() {
        cross(0, true, 0, Verdict.DELIVERED, packet(true, TcpFlags.SYN, 1), -1);
        cross(0, true, 1000, Verdict.DELIVERED, packet(true, TcpFlags.SYN, 2), -1);
        passes(true, 3000, packet(true, TcpFlags.SYN, 3));
        passes(false, 4000, packet(false, TcpFlags.SYN | TcpFlags.ACK, 1));
        assertThat(passage(Content.Syn.class).transmissions())
                .containsExactly(
                        new Transmission(0, true),
                        new Transmission(1000, true),
                        new Transmission(3000, false));
        assertThat(passage(Content.SynAck.class).transmissions())
                .containsExactly(new Transmission(4000, false));
    }
}
