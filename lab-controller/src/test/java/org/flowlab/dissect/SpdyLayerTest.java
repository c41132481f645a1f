package org.flowlab.dissect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Arrays;
import java.util.List;
import org.flowlab.wire.spdy.SpdyHeader;
import org.flowlab.wire.spdy.SpdyWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpdyLayerTest {
    private final SpdyWriter client = new SpdyWriter();
    private final SpdyWriter server = new SpdyWriter();
    private final Heard heard = new Heard();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 4096})
    void streams_are_told_as_they_come(int chunk) {
        heard.hear(true, client.synStream(1, true, ":method", "GET", ":path", "/a"), chunk);
        heard.hear(true, client.synStream(3, false, ":method", "POST", ":path", "/b"), chunk);
        heard.hear(true, SpdyWriter.data(3, false, new byte[10]), chunk);
        heard.hear(true, SpdyWriter.data(3, true, new byte[0]), chunk);
        heard.hear(false, server.synReply(3, false, ":status", "200"), chunk);
        heard.hear(false, server.synReply(1, true, ":status", "404"), chunk);
        heard.hear(false, SpdyWriter.data(3, true, new byte[700]), chunk);
        assertThat(heard.lines())
                .containsExactly(
                        "> SYN_STREAM 1 [GET]",
                        "> SYN_STREAM 3 [POST]",
                        "> DATA 3 10",
                        "> DATA 3 0 fin",
                        "< SYN_REPLY 3 [200]",
                        "< SYN_REPLY 1 [404]",
                        "< DATA 3 700 fin");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 5000, 100_000})
    void a_long_header_is_read_and_what_follows_too(int length) {
        String cookie = "c".repeat(length);
        heard.hear(true, client.synStream(1, true, ":method", "GET", "cookie", cookie), 100);
        heard.hear(true, client.synStream(3, true, ":method", "PUT", "cookie", cookie), 100);
        assertThat(heard.contents(Content.SpdySynStream.class))
                .extracting(Content.SpdySynStream::streamId, m -> m.headers().get("cookie"))
                .containsExactly(tuple(1, List.of(cookie)), tuple(3, List.of(cookie)));
    }

    @Test
    void headers_that_inflate_without_end_are_malformed() {
        heard.hear(true, client.synStream(1, true, ":method", "c".repeat(300_000)), 100);
        heard.hear(true, client.synStream(3, true, ":method", "GET"), 1000);
        assertThat(heard.contents(Content.SpdySynStream.class)).isEmpty();
        assertThat(heard.contents(Content.Malformed.class))
                .extracting(Content.Malformed::reason)
                .containsExactly("header block inflates to more than 262144 bytes");
    }

    @Test
    void a_frame_has_the_passage_of_its_last_byte() {
        byte[] syn = client.synStream(1, true, ":method", "GET");
        heard.hear(true, syn, 3);
        heard.hear(true, SpdyWriter.data(1, false, new byte[100]), 3);
        assertThat(heard.messages)
                .extracting(m -> m.passage().arrivedNanos())
                .containsExactly(syn.length - 1L, syn.length + 107L);
    }

    @Test
    void a_connect_with_the_names_of_spdy_2_is_a_tunnel() {
        heard.hear(true, client.synStream(1, false, "method", "CONNECT", "url", "o:80"), 100);
        heard.hear(false, server.synReply(1, false, "status", "200 OK"), 100);
        heard.hear(true, data(1, "GET / HTT"), 100);
        heard.hear(true, data(1, "P/1.1\r\n\r\n"), 100);
        assertThat(heard.lines()).contains("> GET /");
        Conversation inner =
                heard.of(Conversation.Protocol.HTTP1).findFirst().orElseThrow().conversation();
        assertThat(inner.server()).isEqualTo("o:80");
        assertThat(inner.carrierStream()).isEqualTo(1);
        assertThat(inner.tunnels()).isEqualTo(1);
    }

    @Test
    void a_tunnel_ends_with_its_stream() {
        connect(1);
        heard.hear(false, data(1, "HTTP/1.1 200 OK\r\n\r\nabc"), 100);
        heard.hear(false, SpdyWriter.data(1, true, new byte[0]), 100);
        assertThat(heard.lines())
                .endsWith("< body 3", "< DATA 1 22", "< DATA 1 0 fin", "< body 0 last")
                .doesNotContain("Malformed");
    }

    @Test
    void what_ends_again_and_again_is_held_once() {
        Carriage wire = new Carriage(null, 0, "198.18.0.1:40000", "198.18.0.2:443", "", 0);
        Tunnel tunnel = new Tunnel(heard.dissection, wire);
        for (int i = 0; i < 5; i++) {
            tunnel.end(true, new Passage(i));
        }
        assertThat(tunnel.refuse()).hasSize(1);
    }

    @Test
    void a_part_of_a_target_that_is_not_a_name_is_kept() {
        heard.hear(
                true,
                client.synStream(
                        1, false, ":method", "CONNECT", ":path", "o".repeat(100_000) + ":80"),
                1000);
        heard.hear(false, server.synReply(1, false, ":status", "200"), 100);
        heard.hear(true, data(1, "GET / HTTP/1.1\r\n\r\n"), 100);
        Conversation inner =
                heard.of(Conversation.Protocol.HTTP1).findFirst().orElseThrow().conversation();
        assertThat(inner.server()).startsWith("ooo").endsWith("…").hasSizeLessThan(400);
    }

    @Test
    void a_reset_stream_is_no_tunnel_any_more() {
        connect(1);
        heard.hear(true, SpdyWriter.rstStream(1, 5), 100);
        heard.hear(true, data(1, "GET / HTTP/1.1\r\n\r\n"), 100);
        assertThat(heard.lines()).endsWith("> DATA 1 18");
        assertThat(heard.of(Conversation.Protocol.HTTP1)).isEmpty();
    }

    @Test
    void what_breaks_the_rules_is_malformed_and_then_opaque() {
        heard.hear(true, client.synStream(1, true, ":method", "GET"), 100);
        byte[] bad = SpdyWriter.control(SpdyHeader.PING, 0, new byte[2], new byte[0]);
        heard.hear(true, bad, 100);
        heard.hear(true, new byte[20], 100);
        assertThat(heard.lines().getLast())
                .isEqualTo("> opaque 20: earlier spdy/3.1 bytes were malformed or missing");
        assertThat(heard.contents(Content.Malformed.class)).hasSize(1);
        heard.hear(false, server.synReply(1, true, ":status", "200"), 100);
        assertThat(heard.lines().getLast()).isEqualTo("< SYN_REPLY 1 [200]");
    }

    @Test
    void a_huge_control_frame_is_not_waited_for() {
        heard.hear(true, client.synStream(1, true, ":method", "GET"), 100);
        byte[] huge = new byte[8];
        new SpdyHeader(3, SpdyHeader.SYN_STREAM, 0, 0, 0xffffff).emit(huge, 0);
        heard.hear(true, huge, 100);
        assertThat(heard.contents(Content.Malformed.class)).hasSize(1);
    }

    @Test
    void a_huge_data_frame_is_not_held() {
        byte[] head = new byte[8];
        heard.hear(true, client.synStream(1, false, ":method", "POST"), 100);
        new SpdyHeader(0, SpdyHeader.DATA, 1, 0, 0xffffff).emit(head, 0);
        heard.hear(true, head, 8);
        byte[] mega = new byte[1 << 20];
        Arrays.fill(mega, (byte) 'x');
        for (int i = 0; i < 16; i++) {
            heard.hear(true, i < 15 ? mega : Arrays.copyOf(mega, mega.length - 1), 1 << 20);
        }
        assertThat(heard.lines()).endsWith("> DATA 1 16777215");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 4096})
    void a_frame_that_a_reset_breaks_off_is_told(int chunk) {
        heard.hear(true, client.synStream(1, false, ":method", "POST"), chunk);
        byte[] reply = server.synReply(1, false, ":status", "200");
        heard.hear(true, Arrays.copyOf(SpdyWriter.data(1, true, new byte[10]), 12), chunk);
        heard.hear(false, Arrays.copyOf(reply, reply.length - 1), chunk);
        heard.over();
        assertThat(heard.contents(Content.Malformed.class))
                .extracting(Content.Malformed::layer, Content.Malformed::reason)
                .hasSize(2)
                .containsOnly(tuple("spdy/3.1", "not complete: a frame"));
    }

    @Test
    void a_frame_is_told_with_the_time_of_its_beginning_where_it_is_not_complete() {
        byte[] whole = client.synStream(1, false, ":method", "POST");
        heard.hear(true, Arrays.copyOf(whole, 10), 100);
        heard.hear(true, Arrays.copyOfRange(whole, 10, whole.length), 100);
        heard.hear(true, Arrays.copyOf(SpdyWriter.data(1, true, new byte[10]), 9), 100);
        heard.hear(true, new byte[3], 100);
        heard.over();
        assertThat(heard.messages.getLast().passage().arrivedNanos()).isEqualTo(whole.length + 8L);
    }

    @Test
    void a_message_cut_by_the_captures_end_is_not_reported() {
        heard.hear(true, client.synStream(1, false, ":method", "POST"), 100);
        heard.hear(true, Arrays.copyOf(SpdyWriter.data(1, true, new byte[10]), 12), 100);
        heard.finish();
        assertThat(heard.contents(Content.Malformed.class)).isEmpty();
    }

    @Test
    void a_message_in_a_tunnel_cut_by_a_reset_is_reported_for_the_tunnel() {
        connect(1);
        heard.hear(true, data(1, "GET / HTT"), 100);
        heard.hear(true, SpdyWriter.rstStream(1, 5), 100);
        assertThat(heard.lines().getLast()).contains("http/1.1").contains("not complete: a head");
        assertThat(heard.messages.getLast().conversation().tunnels()).isEqualTo(1);
    }

    private void connect(int stream) {
        heard.hear(
                true, client.synStream(stream, false, ":method", "CONNECT", ":path", "o:80"), 100);
        heard.hear(false, server.synReply(stream, false, ":status", "200"), 100);
    }

    private static byte[] data(int stream, String text) {
        return SpdyWriter.data(stream, false, text.getBytes(ISO_8859_1));
    }
}
