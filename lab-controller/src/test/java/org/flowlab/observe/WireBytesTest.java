package org.flowlab.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.flowlab.dissect.Content;
import org.flowlab.dissect.Conversation;
import org.flowlab.dissect.Conversation.Protocol;
import org.flowlab.fabric.WireFrame;
import org.flowlab.flow.Sighting;
import org.flowlab.flow.Sighting.Kind;
import org.junit.jupiter.api.Test;

final class WireBytesTest {
    private static final int HEADERS = 14 + 20 + 20;

    private final Talk talk = new Talk();
    private final List<WireFrame> frames = new ArrayList<>();

    /// Adds a frame from the client (port 40000) to the proxy (443), or back.
    private void frame(long nanos, boolean fromClient, int seq, int payload) {
        frame(
                nanos,
                fromClient ? 1 : 2,
                fromClient ? 2 : 1,
                fromClient ? 40000 : 443,
                fromClient ? 443 : 40000,
                seq,
                payload);
    }

    private void frame(long nanos, int from, int to, int port, int toPort, int seq, int payload) {
        ByteBuffer b = ByteBuffer.allocate(HEADERS + payload);
        b.putShort(12, (short) 0x0800);
        b.put(14, (byte) 0x45).putShort(16, (short) (40 + payload)).put(23, (byte) 6);
        b.putInt(26, 0xC6120000 + from).putInt(30, 0xC6120000 + to);
        b.putShort(34, (short) port).putShort(36, (short) toPort).putInt(38, seq);
        b.put(46, (byte) 0x50);
        frames.add(
                new WireFrame(
                        0,
                        true,
                        frames.size(),
                        nanos,
                        nanos,
                        WireFrame.Verdict.DELIVERED,
                        b.array()));
    }

    private List<Sighting> sightings(long start) {
        Collections.shuffle(frames, new Random(1));
        return Sightings.of(talk.messages, Talk.NODES, start, frames);
    }

    /// The payloads of a message's frames.
    private static List<Integer> payloads(List<Sighting> sightings, Kind kind) {
        return sightings.stream()
                .filter(s -> s.kind() == kind)
                .findFirst()
                .orElseThrow()
                .frameBytes()
                .stream()
                .map(size -> size - HEADERS)
                .toList();
    }

    @Test
    void a_message_has_the_bytes_of_the_frames_that_were_sent_since_what_it_waited_for() {
        talk.handshake(talk.toProxy, 0);
        Conversation tls = talk.over(talk.toProxy, 0, Protocol.TLS, Talk.R1);
        talk.say(tls, true, 22, Talk.tls(1, "client_hello"));
        talk.say(tls, false, 42, Talk.tls(2, "server_hello"));
        talk.say(tls, false, 43, Talk.tls(14, "server_hello_done"));
        talk.say(tls, true, 60, Talk.tls(16, "client_key_exchange"));
        talk.say(tls, true, 60, Talk.tls(20, "finished"));
        frame(0, true, 999, 0);
        frame(20, true, 1000, 0);
        frame(21, true, 1000, 1460);
        frame(22, true, 2460, 300);
        frame(30, true, 2760, 0); // an acknowledgement
        frame(55, true, 1000, 1460); // again
        frame(60, true, 2760, 100);
        frame(10, false, 5000, 0);
        frame(41, false, 5001, 1460);
        frame(42, false, 6461, 1460);
        frame(43, false, 7921, 200);
        List<Sighting> seen = sightings(0);
        assertThat(payloads(seen, Kind.SYN)).containsExactly(0);
        assertThat(payloads(seen, Kind.SYN_ACK)).containsExactly(0);
        assertThat(payloads(seen, Kind.ACK)).containsExactly(0);
        assertThat(payloads(seen, Kind.CLIENT_HELLO)).containsExactly(1460, 300);
        assertThat(payloads(seen, Kind.SERVER_HELLO)).containsExactly(1460, 1460, 200);
        // both in one frame
        assertThat(payloads(seen, Kind.CLIENT_KEY_EXCHANGE)).containsExactly(100);
        assertThat(payloads(seen, Kind.CLIENT_FINISHED)).containsExactly(100);
    }

    @Test
    void what_was_sent_before_the_request_came_is_not_the_responses() {
        Conversation http = talk.over(talk.toProxy, 0, Protocol.HTTP1, "");
        talk.say(http, false, 10, Talk.ok(0));
        talk.say(http, true, 50, Talk.get("/"));
        talk.say(http, false, 70, Talk.ok(9));
        talk.say(http, false, 72, new Content.HttpBody(9, true));
        frame(10, false, 1, 40);
        frame(20, false, 41, 500); // a ticket, long before
        frame(50, true, 1, 80);
        frame(71, false, 541, 1000);
        frame(72, false, 1541, 10);
        assertThat(
                        sightings(0).stream()
                                .filter(s -> s.kind() == Kind.RESPONSE)
                                .map(Sighting::frameBytes))
                .containsExactly(List.of(HEADERS + 40), List.of(HEADERS + 1000, HEADERS + 10));
    }

    @Test
    void frames_that_only_acknowledge_are_no_part_of_a_message() {
        Conversation http = talk.over(talk.toProxy, 0, Protocol.HTTP1, "");
        talk.say(http, true, 52, Talk.get("/"));
        frame(50, true, 1, 1460);
        frame(51, true, 1461, 0);
        frame(51, true, 1461, 20);
        frame(52, true, 1481, 30);
        assertThat(payloads(sightings(0), Kind.REQUEST)).containsExactly(1460, 20, 30);
    }

    @Test
    void what_was_sent_before_the_trial_began_does_not_count_and_what_was_sent_with_it_does() {
        Conversation http = talk.over(talk.toProxy, 0, Protocol.HTTP1, "");
        talk.say(http, true, 52, Talk.get("/"));
        frame(49, true, 1, 300);
        frame(50, true, 301, 1460);
        frame(52, true, 1761, 20);
        assertThat(payloads(sightings(50), Kind.REQUEST)).containsExactly(1460, 20);
    }

    @Test
    void a_tunnelled_message_has_the_bytes_of_the_leg_that_has_fewer() {
        Conversation outer = talk.over(talk.toProxy, 0, Protocol.TLS, Talk.R1);
        Conversation http = talk.over(outer, 0, Protocol.HTTP1, Talk.R1);
        Conversation near = talk.over(http, 0, Protocol.TLS, Talk.R2);
        Conversation far = talk.over(talk.toOrigin, 0, Protocol.TLS, Talk.R2);
        talk.say(near, true, 100, Talk.tls(1, "client_hello"));
        talk.say(far, true, 120, Talk.tls(1, "client_hello"));
        frame(100, true, 1, 330);
        frame(120, 2, 3, 50000, 443, 1, 300);
        assertThat(payloads(sightings(0), Kind.CLIENT_HELLO)).containsExactly(300);
    }

    @Test
    void without_frames_nothing_is_known_and_garbage_is_no_frame() {
        talk.handshake(talk.toProxy, 0);
        for (int length : new int[] {0, 13, 14, 33, 53, 54, 60}) {
            byte[] garbage = new byte[length];
            java.util.Arrays.fill(garbage, (byte) 0xff);
            frames.add(new WireFrame(0, true, 0, 5, 5, WireFrame.Verdict.DELIVERED, garbage));
        }
        assertThat(sightings(0)).hasSize(3).allMatch(s -> s.frameBytes().isEmpty());
        assertThat(Sightings.of(talk.messages, Map.of(), 0)).hasSize(3);
    }
}
