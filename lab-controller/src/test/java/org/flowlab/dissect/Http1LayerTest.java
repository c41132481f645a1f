package org.flowlab.dissect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Http1LayerTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    void pipelined_requests_are_matched_with_their_responses(int chunk) {
        Heard heard = new Heard();
        say(
                heard,
                true,
                "GET /a HTTP/1.1\r\n\r\nHEAD /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\n\r\n",
                chunk);
        say(
                heard,
                false,
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"
                        + "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                chunk);
        assertThat(heard.lines())
                .containsExactly(
                        "> GET /a",
                        "> HEAD /b",
                        "> GET /c",
                        "< 100",
                        "< 200",
                        "< body 1 last",
                        "< 200",
                        "< 304",
                        "< 200");
    }

    @Test
    void a_chunked_body_ends_with_its_trailers() {
        Heard heard = new Heard();
        say(
                heard,
                true,
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: t\r\n\r\nGET / HTTP/1.1\r\n\r\n",
                4096);
        assertThat(heard.lines()).containsExactly("> POST /", "> body 11 last", "> GET /");
    }

    @Test
    void a_message_has_the_passage_of_its_last_byte() {
        Heard heard = new Heard();
        String head = "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\n";
        say(heard, true, head + "body", 5);
        assertThat(heard.messages)
                .extracting(m -> m.passage().arrivedNanos())
                .startsWith(head.length() - 1L)
                .endsWith(head.length() + 3L);
        assertThat(heard.messages).extracting(Message::ordinal).startsWith(0, 1);
    }

    @Test
    void a_body_until_the_close_ends_with_it() {
        Heard heard = new Heard();
        say(heard, true, "GET / HTTP/1.1\r\n\r\n", 100);
        say(heard, false, "HTTP/1.1 200 OK\r\n\r\nabc", 100);
        heard.end(false);
        assertThat(heard.lines()).containsExactly("> GET /", "< 200", "< body 3", "< body 0 last");
    }

    @Test
    void a_connect_that_succeeds_is_a_tunnel_even_if_the_client_did_not_wait() {
        Heard heard = new Heard();
        say(heard, true, "CONNECT o:80 HTTP/1.1\r\n\r\nGET /in HTTP/1.1\r\n\r\n", 100);
        assertThat(heard.lines()).containsExactly("> CONNECT o:80");
        say(heard, false, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", 100);
        say(heard, false, "HTTP/1.1 204 No\r\n\r\n", 100);
        assertThat(heard.lines()).containsExactly("> CONNECT o:80", "< 200", "> GET /in", "< 204");
        Conversation inner = heard.messages.getLast().conversation();
        assertThat(inner.tunnels()).isEqualTo(1);
        assertThat(inner.server()).isEqualTo("o:80");
        // From the byte that was held.
        assertThat(heard.messages.get(2).passage().arrivedNanos()).isEqualTo(44);
    }

    @Test
    void a_connect_that_fails_leaves_the_connection_as_it_was() {
        Heard heard = new Heard();
        say(heard, true, "CONNECT o:80 HTTP/1.1\r\n\r\nGET /next HTTP/1.1\r\n\r\n", 100);
        say(heard, false, "HTTP/1.1 502 No\r\nContent-Length: 2\r\n\r\nno", 100);
        say(heard, false, "HTTP/1.1 204 No\r\n\r\n", 100);
        assertThat(heard.lines())
                .containsExactly(
                        "> CONNECT o:80", "< 502", "> GET /next", "< body 2 last", "< 204");
        assertThat(heard.messages).allSatisfy(m -> assertThat(m.conversation().tunnels()).isZero());
    }

    @Test
    void what_is_held_for_a_tunnel_that_is_refused_is_given_back() {
        Heard heard = new Heard();
        byte[] record = new byte[5 + 16_000];
        byte[] start = {22, 3, 1, (byte) (16_000 >> 8), (byte) 16_000, 1, 3, -1, -1};
        System.arraycopy(start, 0, record, 0, start.length);
        byte[] next = record.clone();
        Arrays.fill(next, 5, 9, (byte) 0);
        for (int i = 0; i < 40; i++) {
            say(heard, true, "CONNECT o:80 HTTP/1.1\r\n\r\n", 100);
            for (int n = 0; n < 12; n++) {
                heard.hear(true, n == 0 ? record : next, 100);
            }
            say(heard, false, "HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n", 100);
        }
        assertThat(heard.dissection.hold(63 << 20)).isTrue();
    }

    @Test
    void tunnels_nest_so_deep_and_no_deeper() {
        Heard heard = new Heard();
        for (int i = 0; i < 2000; i++) {
            say(heard, true, "CONNECT o:80 HTTP/1.1\r\n\r\n", 100);
            say(heard, false, "HTTP/1.1 200 OK\r\n\r\n", 100);
        }
        assertThat(heard.messages.getLast().content()).isInstanceOf(Content.Opaque.class);
        assertThat(heard.messages.getLast().conversation().tunnels()).isGreaterThan(10);
    }

    @Test
    void after_an_upgrade_bytes_are_opaque() {
        Heard heard = new Heard();
        say(heard, true, "GET / HTTP/1.1\r\nUpgrade: x\r\n\r\n", 100);
        say(
                heard,
                false,
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nGET / HTTP/1.1\r\n\r\n",
                100);
        say(heard, true, "HTTP?", 100);
        assertThat(heard.lines())
                .containsExactly(
                        "> GET /",
                        "< 101",
                        "< opaque 18: x was negotiated, which is not read",
                        "> opaque 5: x was negotiated, which is not read");
    }

    @Test
    void what_breaks_the_rules_is_malformed_and_then_opaque() {
        Heard heard = new Heard();
        say(
                heard,
                true,
                "GET / HTTP/1.1\r\n\r\nGET / HTTP/3.0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
                1000);
        say(heard, true, "GET / HTTP/1.1\r\n\r\n", 1000);
        say(heard, false, "HTTP/1.1 204 No\r\n\r\n", 1000);
        assertThat(heard.contents(Content.Malformed.class))
                .singleElement()
                .satisfies(m -> assertThat(m.layer()).isEqualTo("http/1.1"))
                .satisfies(m -> assertThat(m.offset()).isEqualTo(18))
                .satisfies(m -> assertThat(m.reason()).contains("HTTP/3.0"));
        assertThat(heard.lines().getLast()).isEqualTo("< 204");
        assertThat(heard.lines()).filteredOn(l -> l.startsWith("> GET")).hasSize(1);
    }

    @Test
    void what_never_ends_is_bounded() {
        for (String endless :
                List.of(
                        "GET /" + "x".repeat(1 << 20),
                        "GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(1 << 18),
                        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;"
                                + "x".repeat(9999),
                        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
                                + "A: b\r\n".repeat(1 << 16))) {
            Heard heard = new Heard();
            say(heard, true, endless, 1460);
            assertThat(heard.contents(Content.Malformed.class)).hasSize(1);
        }
    }

    @Test
    void an_end_within_a_message_is_told() {
        for (String part :
                List.of(
                        "GET / HTT",
                        "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbod",
                        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody")) {
            Heard heard = new Heard(Layers.Kind.HTTP1);
            say(heard, true, part, 1000);
            heard.end(true);
            assertThat(heard.lines().getLast()).as(part).contains("Malformed").contains("ends");
        }
    }

    @Test
    void a_message_cut_by_a_reset_is_reported_and_one_cut_by_the_captures_end_is_not() {
        for (String part :
                List.of(
                        "GET / HTT",
                        "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbod",
                        "CONNECT o:80 HTTP/1.1\r\n\r\nGET / HTT")) {
            Heard reset = new Heard(Layers.Kind.HTTP1);
            Heard cut = new Heard(Layers.Kind.HTTP1);
            say(reset, true, "GET / HTTP/1.1\r\n\r\n" + part, 1000);
            say(cut, true, "GET / HTTP/1.1\r\n\r\n" + part, 1000);
            reset.over();
            cut.finish();
            assertThat(reset.lines().getLast()).contains("not complete: a ");
            assertThat(cut.contents(Content.Malformed.class)).as(part).isEmpty();
        }
    }

    @Test
    void an_incomplete_message_is_reported_with_the_time_of_its_beginning() {
        Heard heard = new Heard();
        say(heard, true, "GET / HTTP/1.1\r\n\r\nGET /", 1000);
        say(heard, true, "b HTTP/1.1\r\n\r\nGET /", 1000);
        say(heard, true, "cccccccccccccc", 1000);
        heard.over();
        assertThat(heard.lines()).hasSize(3).startsWith("> GET /", "> GET /b");
        assertThat(heard.messages.getLast().passage().arrivedNanos()).isEqualTo(41);
    }

    @Test
    void nothing_is_missing_where_a_reset_comes_between_messages_or_ends_a_body_without_length() {
        for (String response :
                List.of("HTTP/1.1 204 No\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nwhatever comes")) {
            Heard heard = new Heard();
            say(heard, true, "GET / HTTP/1.1\r\n\r\n", 1000);
            say(heard, false, response, 1000);
            heard.over();
            assertThat(heard.contents(Content.Malformed.class)).isEmpty();
        }
    }

    private static void say(Heard heard, boolean fromClient, String text, int chunk) {
        heard.hear(fromClient, text.getBytes(ISO_8859_1), chunk);
    }
}
