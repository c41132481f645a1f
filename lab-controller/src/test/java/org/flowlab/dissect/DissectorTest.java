package org.flowlab.dissect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flowlab.wire.spdy.SpdyWriter;
import org.flowlab.wire.tcp.TcpFlags;
import org.junit.jupiter.api.Test;

/// Turns frames into messages.
class DissectorTest {
    private static final long DELAY = 20_000_000;
    private static final int MSS = 1460;
    private static final TlsPair.Shape RSA =
            TlsPair.Shape.of("TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256");

    private final List<Message> messages = new ArrayList<>();
    private final Dissector dissector = new Dissector(messages::add);
    private final Peer[] peers = Peer.pair(1000, 2000);
    private long nanos;

    @Test
    void the_steps_of_a_direct_request_are_told_with_their_times() throws Exception {
        try (TlsPair pair = new TlsPair(RSA.with(Protocol.NPN, "http/1.1"));
                TlsPair.Connection connection = pair.connect().handshake()) {
            connection.say(true, "GET / HTTP/1.1\r\nHost: origin\r\n\r\n");
            connection.say(false, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            connection.closeNotify(true);
            pair.keys.forEach(dissector::key);
            handshake();
            connection.said.forEach(this::say);
            pass(peers[0].fin());
            pass(peers[1].fin());
            pass(peers[0].ack());
            dissector.finish();
        }
        assertThat(lines())
                .containsExactly(
                        "> Syn[]",
                        "< SynAck[]",
                        "> Ack[]",
                        "> client_hello",
                        "< server_hello",
                        "< certificate",
                        "< server_hello_done",
                        "> client_key_exchange",
                        "> ccs",
                        "> next_protocol",
                        "> finished",
                        "< ccs",
                        "< finished",
                        "> GET /",
                        "< 200",
                        "> close_notify",
                        "> Fin[]",
                        "< Fin[]");
        for (Message message : messages) {
            Passage passage = message.passage();
            assertThat(passage.arrivedNanos() - passage.sentNanos())
                    .as(Heard.line(message))
                    .isEqualTo(DELAY);
            assertThat(passage.transmissions()).hasSize(1);
        }
        assertThat(messages).extracting(m -> m.passage().arrivedNanos()).isSorted();
        Message request = messages.get(13);
        assertThat(request.conversation().root().client()).isEqualTo("198.18.0.1:40000");
        assertThat(request.conversation().tunnels()).isZero();
    }

    @Test
    void a_message_whose_last_segment_was_lost_has_both_transmissions() throws Exception {
        handshake();
        byte[] frame = peers[0].data("GET / HTTP/1.1\r\n\r\n");
        dissector.lost(nanos, frame);
        nanos += 200_000_000;
        pass(frame);
        dissector.finish();
        Passage passage = messages.getLast().passage();
        assertThat(passage.transmissions())
                .extracting(Passage.Transmission::lost)
                .containsExactly(true, false);
        assertThat(passage.arrivedNanos() - passage.sentNanos()).isEqualTo(200_000_000 + DELAY);
    }

    @Test
    void a_record_is_complete_with_its_last_segment_even_if_that_came_first() throws Exception {
        try (TlsPair pair = new TlsPair(RSA);
                TlsPair.Connection connection = pair.connect().handshake()) {
            pair.keys.forEach(dissector::key);
            handshake();
            connection.said.forEach(this::say);
            String path = "/" + "x".repeat(3000);
            byte[] record =
                    connection.seal(
                            true, ("GET " + path + " HTTP/1.1\r\n\r\n").getBytes(ISO_8859_1));
            byte[] first = peers[0].data(Arrays.copyOf(record, 1000));
            byte[] second = peers[0].data(Arrays.copyOfRange(record, 1000, record.length));
            long sent = nanos;
            dissector.sent(nanos, first);
            dissector.sent(nanos + 1, second);
            dissector.delivered(nanos + 10, second);
            assertThat(lines()).noneMatch(l -> l.startsWith("> GET"));
            dissector.delivered(nanos + 30, first);
            Message request = messages.getLast();
            assertThat(Heard.line(request)).isEqualTo("> GET " + path);
            assertThat(request.passage().sentNanos()).isEqualTo(sent + 1);
            assertThat(request.passage().arrivedNanos()).isEqualTo(sent + 30);
        }
    }

    @Test
    void a_gap_in_a_capture_makes_its_direction_opaque_and_leaves_the_other() throws Exception {
        try (TlsPair pair = new TlsPair(RSA.with(Protocol.NPN, "spdy/3.1"));
                TlsPair.Connection connection = pair.connect().handshake();
                SpdyWriter client = new SpdyWriter()) {
            pair.keys.forEach(dissector::key);
            handshake();
            connection.said.forEach(this::say);
            peers[1].data(connection.seal(false, new byte[] {(byte) 0x80, 3, 0, 6, 0, 0, 0, 4, 0}));
            say(new Said(false, connection.seal(false, new byte[] {0, 0, 1})));
            byte[] syn = client.synStream(1, true, ":method", "GET");
            say(new Said(true, connection.seal(true, syn)));
            dissector.finish();
        }
        assertThat(lines()).contains("> SYN_STREAM 1 [GET]");
        assertThat(lines()).filteredOn(l -> l.startsWith("< Malformed[layer=tls")).hasSize(1);
        assertThat(lines()).filteredOn(l -> l.startsWith("< opaque")).isNotEmpty();
    }

    @Test
    void a_body_whose_end_the_capture_cut_is_not_told_as_whole() {
        handshake();
        pass(peers[0].data("GET / HTTP/1.1\r\n\r\n"));
        byte[] last =
                peers[1].frame(
                        2001,
                        peers[1].other.nextSequence,
                        TcpFlags.ACK | TcpFlags.FIN,
                        "HTTP/1.1 200 OK\r\n\r\nhello".getBytes(ISO_8859_1));
        byte[] cut = Arrays.copyOf(last, last.length - 3);
        dissector.seen(nanos, cut, 0, cut.length);
        dissector.finish();
        assertThat(lines())
                .endsWith(
                        "< 200",
                        "< body 2",
                        "< Malformed[layer=http/1.1, offset=21, reason=3 bytes of the connection not"
                                + " captured]",
                        "< Fin[]");
    }

    @Test
    void what_a_gap_parts_is_not_put_together() {
        handshake();
        pass(peers[0].data("GE"));
        peers[0].data("xx");
        pass(peers[0].data("T / HTTP/1.1\r\n\r\n"));
        giveUpHole();
        dissector.finish();
        assertThat(lines())
                .endsWith(
                        "> opaque 2: the protocol is not known",
                        "> opaque 16: the protocol is not known");
    }

    @Test
    void what_a_gap_parts_is_not_put_together_in_a_tunnel_that_waits_for_its_answer() {
        handshake();
        pass(peers[0].data("CONNECT o:80 HTTP/1.1\r\n\r\n"));
        pass(peers[0].data("GET /a"));
        peers[0].data("xx");
        pass(peers[0].data("b HTTP/1.1\r\n\r\n"));
        giveUpHole();
        pass(peers[1].data("HTTP/1.1 200 OK\r\n\r\n"));
        dissector.finish();
        assertThat(lines()).contains("> CONNECT o:80", "< 200").doesNotContain("> GET /ab");
    }

    @Test
    void a_message_cut_by_a_reset_is_reported_for_its_connection() {
        handshake();
        pass(peers[0].data("GET / HTT"));
        long arrived = nanos;
        pass(peers[0].data("P/1.1"));
        pass(peers[0].rst());
        assertThat(lines())
                .endsWith(
                        "> Reset[]",
                        "> Malformed[layer=http/1.1, offset=14, reason=not complete: a head]");
        assertThat(messages.getLast().passage().arrivedNanos()).isEqualTo(arrived);
        dissector.finish();
        assertThat(lines()).hasSize(5);
    }

    @Test
    void a_tls_message_cut_by_a_reset_is_reported_even_if_its_keys_come_later() throws Exception {
        try (TlsPair pair = new TlsPair(RSA.with(Protocol.NPN, "http/1.1"));
                TlsPair.Connection connection = pair.connect().handshake()) {
            connection.say(true, "GET / HTT");
            handshake();
            connection.said.forEach(this::say);
            pass(peers[1].rst());
            pair.keys.forEach(dissector::key);
            dissector.finish();
        }
        assertThat(lines().getLast()).contains("http/1.1").contains("not complete: a head");
    }

    @Test
    void a_message_cut_by_the_captures_end_is_not_reported() {
        handshake();
        pass(peers[0].data("GET / HTT"));
        dissector.finish();
        assertThat(lines()).containsExactly("> Syn[]", "< SynAck[]", "> Ack[]");
    }

    @Test
    void a_connection_that_began_before_the_capture_is_told_as_unread() throws Exception {
        try (TlsPair pair = new TlsPair(RSA);
                TlsPair.Connection connection = pair.connect().handshake()) {
            byte[] record = connection.seal(true, "GET / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
            say(new Said(true, record));
            dissector.finish();
        }
        assertThat(lines()).contains("> unread 23");
    }

    /// Makes the server acknowledge bytes that the capture misses, until they are given up.
    private void giveUpHole() {
        pass(peers[1].ack());
        for (int i = 0; i < 4; i++) {
            pass(peers[0].ack());
        }
    }

    private void handshake() {
        pass(peers[0].syn());
        pass(peers[1].synAck());
        pass(peers[0].ack());
    }

    private void say(Said said) {
        Peer peer = peers[said.fromClient() ? 0 : 1];
        byte[] bytes = said.bytes();
        for (int at = 0; at < bytes.length; at += MSS) {
            pass(peer.data(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + MSS))));
        }
    }

    private void pass(byte[] frame) {
        dissector.sent(nanos, frame);
        nanos += DELAY;
        dissector.delivered(nanos, frame);
    }

    private List<String> lines() {
        return messages.stream().map(Heard::line).toList();
    }
}
