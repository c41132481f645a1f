package org.flowlab.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.flowlab.dissect.Content;
import org.flowlab.dissect.Conversation;
import org.flowlab.dissect.Conversation.Protocol;
import org.flowlab.dissect.Refusal;
import org.flowlab.dissect.Unread;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Ledger;
import org.flowlab.flow.Parties;
import org.flowlab.flow.Reuse;
import org.flowlab.flow.Sighting;
import org.flowlab.flow.Sighting.Kind;
import org.flowlab.flow.Sighting.Transmission;
import org.flowlab.flow.Times;
import org.flowlab.flow.Tls;
import org.flowlab.flow.Variant;
import org.flowlab.wire.tcp.TcpFlags;
import org.junit.jupiter.api.Test;

final class SightingsTest {
    private static final Parties PARTIES = new Parties("client", "proxy", "origin");

    private static final Unread NO_KEY = new Unread(Unread.Cause.KEY_UNKNOWN, "");
    private static final Unread H2 = new Unread(Unread.Cause.PROTOCOL_UNSUPPORTED, "h2");

    private final Talk talk = new Talk();
    private final Conversation outer = talk.over(talk.toProxy, 0, Protocol.TLS, Talk.R1);

    /// Both views of messages in a tunnel: sent at `nanos`, relayed 15 ns later.
    private final class Tunnel {
        final Conversation near;
        final Conversation far;

        Tunnel(Conversation near, Conversation far) {
            this.near = near;
            this.far = far;
        }

        void say(boolean fromClient, long nanos, Content content) {
            talk.say(fromClient ? near : far, fromClient, nanos, content);
            talk.say(fromClient ? far : near, fromClient, nanos + 15, content);
        }

        void handshake12(long nanos) {
            say(true, nanos, Talk.tls(1, "client_hello"));
            say(false, nanos + 30, Talk.tls(2, "server_hello"));
            say(false, nanos + 31, Talk.tls(11, "certificate"));
            say(false, nanos + 32, Talk.tls(14, "server_hello_done"));
            say(true, nanos + 60, Talk.tls(16, "client_key_exchange"));
            say(true, nanos + 60, new Content.TlsChangeCipherSpec());
            say(true, nanos + 60, Talk.tls(20, "finished"));
            say(false, nanos + 90, new Content.TlsChangeCipherSpec());
            say(false, nanos + 90, Talk.tls(20, "finished"));
        }
    }

    @Test
    void a_spdy_session_in_a_tunnel_of_a_spdy_session_conforms() {
        coldToProxy();
        Conversation session = talk.over(outer, 0, Protocol.SPDY, Talk.R1);
        talk.say(session, false, 100, new Content.SpdySettings(Map.of(4, 100)));
        talk.say(session, true, 100, synStream(1, "CONNECT", "origin:443", false));
        talk.handshake(talk.toOrigin, 120);
        talk.say(session, false, 150, synReply(1, "200 Connection Established", false));
        Tunnel tls = tunnel(session, 1);
        tls.handshake12(170);
        Tunnel spdy =
                new Tunnel(
                        talk.over(tls.near, 0, Protocol.SPDY, Talk.R2),
                        talk.over(tls.far, 0, Protocol.SPDY, Talk.R2));
        spdy.say(true, 300, synStream(1, "GET", "/", true));
        spdy.say(false, 340, synReply(1, "200 OK", false));
        spdy.say(false, 341, new Content.SpdyData(1, 1000, false));
        spdy.say(true, 360, new Content.SpdyWindowUpdate(1, 1000));
        spdy.say(false, 342, new Content.SpdyData(1, 1000, true));
        spdy.say(true, 390, new Content.SpdyGoaway(0, 0));

        Ledger ledger = ledger("spdy-proxy.https-spdy", Variant.SOURCE);
        assertThat(ledger.problems()).isEmpty();
        assertThat(ledger.verdict()).isEqualTo(Ledger.Verdict.CONFORMS);
        assertThat(ledger.times()).isEqualTo(new Times(367L, 100L, 200L, 67L));
        // sent in the tunnel, arrived behind the proxy; and the other way round
        assertThat(times(ledger, 14)).containsExactly(170L, 195L);
        assertThat(times(ledger, 15)).containsExactly(202L, 227L);
        assertThat(times(ledger, 20)).containsExactly(342L, 367L);
        assertThat(ledger.entry(19).orElseThrow().seen().spoken().label())
                .isEqualTo("SYN_STREAM stream 1, GET /, host origin");
        assertThat(ledger.entry(9).orElseThrow().seen().spoken().label())
                .isEqualTo("SYN_STREAM stream 1, CONNECT origin:443");
    }

    @Test
    void http_in_a_tunnel_of_an_http_connect_conforms() {
        coldToProxy();
        httpConnect();
        Ledger ledger = ledger("https-proxy.https-http", Variant.SOURCE);
        assertThat(ledger.problems()).isEmpty();
        assertThat(ledger.verdict()).isEqualTo(Ledger.Verdict.CONFORMS);
        assertThat(times(ledger, 20)).containsExactly(345L, 370L);
    }

    @Test
    void an_http_url_over_spdy_conforms() {
        coldToProxy();
        Conversation session = talk.over(outer, 0, Protocol.SPDY, Talk.R1);
        talk.say(session, true, 100, synStream(1, "GET", "/", true));
        talk.handshake(talk.toOrigin, 120);
        Conversation plain = talk.over(talk.toOrigin, 0, Protocol.HTTP1, "");
        talk.say(plain, true, 145, Talk.get("http://origin/"));
        talk.say(plain, false, 160, Talk.ok(0));
        talk.say(session, false, 175, synReply(1, "200 OK", true));
        Ledger ledger = ledger("spdy-proxy.http", Variant.SOURCE);
        assertThat(ledger.problems()).isEmpty();
        assertThat(ledger.times()).isEqualTo(new Times(185L, 100L, 0L, 85L));
    }

    @Test
    void tls_1_3_completes_the_hello_before_the_finished() {
        Conversation tcp = talk.tcp("198.18.0.1:1", "198.18.0.3:443");
        Conversation tls = talk.over(tcp, 0, Protocol.TLS, Talk.R2);
        talk.handshake(tcp, 0);
        talk.say(tls, true, 20, Talk.tls(1, "client_hello"));
        talk.say(tls, false, 35, Talk.tls(2, "server_hello"));
        talk.say(tls, false, 35, new Content.TlsChangeCipherSpec());
        talk.say(tls, false, 36, Talk.tls(8, "encrypted_extensions"));
        talk.say(tls, false, 37, Talk.tls(11, "certificate"));
        talk.say(tls, false, 38, Talk.tls(15, "certificate_verify"));
        talk.say(tls, false, 39, Talk.tls(20, "finished"));
        talk.say(tls, true, 50, new Content.TlsChangeCipherSpec());
        talk.say(tls, true, 50, Talk.tls(20, "finished"));
        talk.say(tls, false, 65, Talk.tls(4, "new_session_ticket"));
        Conversation http = talk.over(tls, 0, Protocol.HTTP1, Talk.R2);
        talk.say(http, true, 51, Talk.get("/"));
        talk.say(http, false, 66, Talk.ok(5));
        talk.say(http, false, 67, new Content.HttpBody(5, true));
        talk.say(tcp, true, 90, new Content.Fin());
        Flow direct = Catalogue.flow("direct");
        Ledger ledger =
                Ledger.of(
                        direct,
                        Variant.of(Reuse.COLD, Tls.FULL_1_3),
                        new Parties("client", null, "origin"),
                        Sightings.of(talk.messages, Talk.NODES));
        assertThat(ledger.problems()).isEmpty();
        assertThat(times(ledger, 5)).containsExactly(38L, 48L);
        assertThat(ledger.times().totalNanos()).isEqualTo(77);
    }

    @Test
    void a_resumed_tls_1_2_session_completes_the_hello_with_change_cipher_spec() {
        for (Content last :
                List.of(Talk.tls(20, "finished"), new Content.TlsUnread(22, 40, NO_KEY))) {
            Talk resumed = new Talk();
            Conversation tls = resumed.over(resumed.toProxy, 0, Protocol.TLS, Talk.R1);
            resumed.say(tls, true, 0, Talk.tls(1, "client_hello"));
            resumed.say(tls, false, 10, Talk.tls(2, "server_hello"));
            resumed.say(tls, false, 11, new Content.TlsChangeCipherSpec());
            resumed.say(tls, false, 12, last);
            List<Sighting> seen = Sightings.of(resumed.messages, Talk.NODES);
            assertThat(seen)
                    .extracting(Sighting::kind, Sighting::sentNanos)
                    .startsWith(tuple(Kind.CLIENT_HELLO, 0L), tuple(Kind.SERVER_HELLO, 11L))
                    .hasSize(3);
        }
    }

    @Test
    void a_tls_1_3_flight_that_no_key_opens_is_unread() {
        talk.say(outer, false, 10, Talk.tls(2, "server_hello"));
        talk.say(outer, false, 11, new Content.TlsChangeCipherSpec());
        talk.say(outer, false, 12, new Content.TlsUnread(23, 900, NO_KEY));
        talk.say(outer, false, 13, new Content.TlsUnread(21, 26, NO_KEY));
        talk.say(outer, false, 14, Talk.tls(20, "finished"));
        assertThat(Sightings.of(talk.messages, Talk.NODES))
                .extracting(Sighting::kind, Sighting::label)
                .containsExactly(
                        tuple(Kind.UNREAD, "900 sealed bytes: the key is not known"),
                        tuple(Kind.SERVER_FINISHED, "Server Finished"));
    }

    @Test
    void a_retry_and_the_client_hello_that_answers_it_are_steps_of_their_own() {
        Conversation tls = talk.over(talk.toProxy, 0, Protocol.TLS, Talk.R1);
        talk.say(tls, true, 10, Talk.tls(1, "client_hello"));
        talk.say(
                tls,
                false,
                20,
                new Content.TlsHandshake(2, "hello_retry_request", true, 0x0304, Map.of()));
        talk.say(tls, false, 20, new Content.TlsChangeCipherSpec());
        talk.say(tls, true, 30, new Content.TlsHandshake(1, "client_hello", true, 0, Map.of()));
        talk.say(tls, false, 40, Talk.tls(2, "server_hello"));
        talk.say(tls, false, 41, Talk.tls(8, "encrypted_extensions"));
        talk.say(tls, false, 42, Talk.tls(20, "finished"));
        assertThat(Sightings.of(talk.messages, Talk.NODES))
                .extracting(Sighting::kind, Sighting::sentNanos)
                .containsExactly(
                        tuple(Kind.CLIENT_HELLO, 10L),
                        tuple(Kind.HELLO_RETRY_REQUEST, 20L),
                        tuple(Kind.SECOND_CLIENT_HELLO, 30L),
                        tuple(Kind.SERVER_HELLO, 41L),
                        tuple(Kind.SERVER_FINISHED, 42L));
    }

    @Test
    void transmissions_of_both_wires_are_those_of_one_step() {
        coldToProxy();
        Tunnel tls = tunnel(talk.over(outer, 0, Protocol.HTTP1, Talk.R1), 0);
        talk.say(tls.near, true, 100, Talk.tls(1, "client_hello"), 300);
        talk.say(tls.far, true, 320, Talk.tls(1, "client_hello"), 500, 900);
        Sighting hello =
                Sightings.of(talk.messages, Talk.NODES).stream()
                        .filter(s -> s.tunnelled())
                        .findFirst()
                        .orElseThrow();
        assertThat(hello.sentNanos()).isEqualTo(100);
        assertThat(hello.arrivedNanos()).isEqualTo(910);
        assertThat(hello.transmissions())
                .containsExactly(
                        new Transmission("client", 100, true),
                        new Transmission("client", 300, false, 310L),
                        new Transmission("proxy", 320, true),
                        new Transmission("proxy", 500, true),
                        new Transmission("proxy", 900, false, 910L));
    }

    @Test
    void a_message_that_is_lost_on_its_way_to_the_proxy_goes_to_the_far_end_and_has_no_arrival() {
        coldToProxy();
        Tunnel tls = tunnel(talk.over(outer, 0, Protocol.HTTP1, Talk.R1), 0);
        talk.say(tls.near, true, 100, Talk.tls(1, "client_hello"));
        talk.say(tls.far, true, 120, Talk.tls(1, "client_hello"));
        talk.say(tls.far, false, 200, Talk.tls(2, "server_hello"));
        talk.lose(tls.far, false, Talk.tls(14, "server_hello_done"), 201, 401, 801);
        assertThat(Sightings.of(talk.messages, Talk.NODES))
                .filteredOn(s -> s.kind() == Kind.SERVER_HELLO && s.sentNanos() > 100)
                .extracting(
                        Sighting::from,
                        Sighting::to,
                        Sighting::tunnelled,
                        Sighting::sentNanos,
                        Sighting::arrivedNanos)
                .containsExactly(tuple("origin", "client", true, 201L, null));
        talk.lose(tls.near, true, Talk.tls(16, "client_key_exchange"), 300, 500);
        Sighting lost =
                Sightings.of(talk.messages, Talk.NODES).stream()
                        .filter(s -> s.kind() == Kind.CLIENT_KEY_EXCHANGE && s.sentNanos() == 300)
                        .findFirst()
                        .orElseThrow();
        assertThat(lost.from()).isEqualTo("client");
        assertThat(lost.to()).isEqualTo("origin");
        assertThat(lost.arrivedNanos()).isNull();
        assertThat(lost.transmissions())
                .containsExactly(
                        new Transmission("client", 300, true),
                        new Transmission("client", 500, true));
    }

    @Test
    void a_message_that_the_proxy_relays_in_vain_arrived_at_the_proxy_only() {
        coldToProxy();
        Tunnel tls = tunnel(talk.over(outer, 0, Protocol.HTTP1, Talk.R1), 0);
        talk.say(tls.near, true, 100, Talk.tls(1, "client_hello"));
        talk.lose(tls.far, true, Talk.tls(1, "client_hello"), 120, 320);
        Sighting hello =
                Sightings.of(talk.messages, Talk.NODES).stream()
                        .filter(Sighting::tunnelled)
                        .findFirst()
                        .orElseThrow();
        assertThat(hello.arrivedNanos()).isNull();
        assertThat(hello.transmissions())
                .containsExactly(
                        new Transmission("client", 100, false, 110L),
                        new Transmission("proxy", 120, true),
                        new Transmission("proxy", 320, true));
    }

    @Test
    void transmissions_are_in_order_of_time_whoever_sent_them() {
        Tunnel tls = tunnel(talk.over(outer, 0, Protocol.HTTP1, Talk.R1), 0);
        talk.say(tls.near, true, 100, Talk.tls(1, "client_hello"), 700); // sent again for nothing
        talk.say(tls.far, true, 320, Talk.tls(1, "client_hello"), 500);
        assertThat(Sightings.of(talk.messages, Talk.NODES).getFirst().transmissions())
                .extracting(Transmission::by, Transmission::sentNanos)
                .containsExactly(
                        tuple("client", 100L),
                        tuple("proxy", 320L),
                        tuple("proxy", 500L),
                        tuple("client", 700L));
    }

    /// The case in which neither session's Client Hello was seen.
    @Test
    void sessions_that_nothing_tells_apart_are_not_taken_for_one() {
        Conversation http = talk.over(outer, 0, Protocol.HTTP1, Talk.R1);
        Conversation near = talk.over(http, 0, Protocol.TLS, "");
        Conversation far = talk.over(talk.toOrigin, 0, Protocol.TLS, "");
        talk.say(near, true, 100, Talk.tls(16, "client_key_exchange"));
        talk.say(far, true, 90, Talk.tls(16, "client_key_exchange"));
        assertThat(Sightings.of(talk.messages, Talk.NODES))
                .extracting(Sighting::from, Sighting::tunnelled, Sighting::sentNanos)
                .containsExactly(tuple("proxy", false, 90L));
    }

    @Test
    void what_entered_the_tunnel_and_never_left_it_is_no_sighting() {
        Conversation http = talk.over(outer, 0, Protocol.HTTP1, Talk.R1);
        Conversation near = talk.over(http, 0, Protocol.TLS, Talk.R2);
        talk.say(near, true, 100, Talk.tls(1, "client_hello"));
        assertThat(Sightings.of(talk.messages, Talk.NODES)).isEmpty();
    }

    @Test
    void what_is_seen_behind_the_proxy_only_is_between_proxy_and_origin() {
        Conversation far = talk.over(talk.toOrigin, 0, Protocol.TLS, Talk.R2);
        talk.say(far, true, 100, Talk.tls(1, "client_hello"));
        assertThat(Sightings.of(talk.messages, Talk.NODES))
                .extracting(Sighting::from, Sighting::to, Sighting::tunnelled)
                .containsExactly(tuple("proxy", "origin", false));
    }

    @Test
    void a_warm_trial_counts_only_what_was_sent_since_its_start() {
        coldToProxy();
        httpConnect();
        List<Sighting> trial = Sightings.of(talk.messages, Talk.NODES, 300);
        Ledger ledger =
                Ledger.of(
                        Catalogue.flow("https-proxy.https-http"),
                        Variant.of(Reuse.WARM_TUNNEL, Tls.FULL_1_2),
                        PARTIES,
                        trial);
        assertThat(ledger.problems()).isEmpty();
        assertThat(ledger.startNanos()).isEqualTo(300);
        assertThat(ledger.times()).isEqualTo(new Times(70L, 0L, 0L, 70L));
    }

    @Test
    void what_is_said_in_the_clear_in_a_tunnel_is_not_joined_with_the_proxys_own() {
        Conversation http = talk.over(outer, 0, Protocol.HTTP1, Talk.R1);
        talk.say(http, true, 0, Talk.get("http://origin/"));
        talk.say(http, true, 10, connect());
        Conversation clear = talk.over(http, 0, Protocol.HTTP1, Talk.R1);
        talk.say(clear, true, 20, Talk.get("/"));
        assertThat(Sightings.of(talk.messages, Talk.NODES))
                .extracting(Sighting::kind, Sighting::tunnelled, Sighting::sentNanos)
                .containsExactly(tuple(Kind.REQUEST, false, 0L), tuple(Kind.CONNECT, false, 10L));
    }

    @Test
    void a_refused_connect_is_a_response() {
        Conversation http = talk.over(outer, 0, Protocol.HTTP1, Talk.R1);
        talk.say(http, true, 0, connect());
        talk.say(
                http,
                false,
                20,
                new Content.HttpResponse(
                        502, "Bad Gateway", "HTTP/1.1", Map.of("content-length", List.of("4"))));
        talk.say(http, false, 21, new Content.HttpBody(4, true));
        Conversation spdy = talk.over(outer, 0, Protocol.SPDY, Talk.R1);
        talk.say(spdy, true, 40, synStream(3, "CONNECT", "origin:443", false));
        talk.say(spdy, false, 60, synReply(3, "504 Gateway Timeout", true));
        assertThat(Sightings.of(talk.messages, Talk.NODES))
                .extracting(Sighting::kind, Sighting::label, Sighting::sentNanos)
                .containsExactly(
                        tuple(Kind.CONNECT, "CONNECT origin:443 HTTP/1.1", 0L),
                        tuple(Kind.RESPONSE, "HTTP/1.1 502 Bad Gateway", 21L),
                        tuple(Kind.CONNECT, "SYN_STREAM stream 3, CONNECT origin:443", 40L),
                        tuple(Kind.RESPONSE, "SYN_REPLY stream 3, 504 Gateway Timeout", 60L));
    }

    @Test
    void an_http_message_is_complete_with_its_last_body_byte() {
        Conversation http = talk.over(talk.toOrigin, 0, Protocol.HTTP1, "");
        Content post =
                new Content.HttpRequest(
                        "POST", "/", "HTTP/1.1", Map.of("content-length", List.of("9")));
        talk.say(http, true, 0, post);
        talk.say(http, true, 1, new Content.HttpBody(4, false));
        talk.say(http, true, 2, new Content.HttpBody(5, true));
        talk.say(http, true, 3, new Content.HttpRequest("HEAD", "/", "HTTP/1.1", Map.of()));
        talk.say(http, true, 4, post);
        talk.say(http, false, 20, response(100));
        talk.say(http, false, 21, response(204));
        talk.say(http, false, 22, Talk.ok(77));
        talk.say(http, false, 23, Talk.ok(77));
        talk.say(http, false, 24, new Content.HttpBody(4, false));
        assertThat(Sightings.of(talk.messages, Talk.NODES))
                .extracting(Sighting::kind, Sighting::sentNanos)
                .containsExactly(
                        tuple(Kind.REQUEST, 2L),
                        tuple(Kind.REQUEST, 3L),
                        tuple(Kind.RESPONSE, 21L),
                        tuple(Kind.RESPONSE, 22L));
    }

    @Test
    void the_head_of_a_message_decides_where_its_body_ends() {
        Conversation http = talk.over(talk.toOrigin, 0, Protocol.HTTP1, "");
        Map<String, List<String>> chunked = Map.of("transfer-encoding", List.of("chunked"));
        Map<String, List<String>> empty = Map.of("content-length", List.of("0"));
        talk.say(http, true, 0, new Content.HttpRequest("POST", "/", "HTTP/1.1", chunked));
        talk.say(http, true, 1, new Content.HttpBody(5, true));
        talk.say(http, true, 2, new Content.HttpRequest("POST", "/", "HTTP/1.1", empty));
        talk.say(http, true, 3, Talk.get("/"));
        Map<String, List<String>> length = Map.of("content-length", List.of("9"));
        talk.say(http, false, 20, new Content.HttpResponse(304, "", "HTTP/1.1", length));
        talk.say(http, false, 21, Talk.ok(0));
        talk.say(http, false, 22, new Content.HttpResponse(200, "", "HTTP/1.1", chunked));
        talk.say(http, false, 23, new Content.HttpBody(0, true));
        assertThat(Sightings.of(talk.messages, Talk.NODES))
                .extracting(Sighting::kind, Sighting::sentNanos)
                .containsExactly(
                        tuple(Kind.REQUEST, 1L),
                        tuple(Kind.REQUEST, 2L),
                        tuple(Kind.REQUEST, 3L),
                        tuple(Kind.RESPONSE, 20L),
                        tuple(Kind.RESPONSE, 21L),
                        tuple(Kind.RESPONSE, 23L));
    }

    @Test
    void responses_of_two_streams_end_with_their_own_data() {
        Conversation spdy = talk.over(outer, 0, Protocol.SPDY, Talk.R1);
        talk.say(spdy, true, 0, synStream(1, "GET", "/", true));
        talk.say(spdy, true, 1, synStream(3, "GET", "/", true));
        talk.say(spdy, false, 20, synReply(1, "200", false));
        talk.say(spdy, false, 21, synReply(3, "200", false));
        talk.say(spdy, false, 22, new Content.SpdyData(3, 10, true));
        talk.say(spdy, false, 23, new Content.SpdyData(1, 10, true));
        assertThat(Sightings.of(talk.messages, Talk.NODES))
                .filteredOn(s -> s.kind() == Kind.RESPONSE)
                .extracting(Sighting::stream, Sighting::sentNanos)
                .containsExactly(tuple(3, 22L), tuple(1, 23L));
    }

    @Test
    void a_stream_that_is_reset_has_no_response() {
        Conversation spdy = talk.over(outer, 0, Protocol.SPDY, Talk.R1);
        talk.say(spdy, true, 0, synStream(1, "GET", "/", true));
        talk.say(spdy, false, 20, synReply(1, "200", false));
        talk.say(spdy, false, 21, new Content.SpdyRstStream(1, 6, "INTERNAL_ERROR"));
        assertThat(Sightings.of(talk.messages, Talk.NODES))
                .extracting(Sighting::kind)
                .containsExactly(Kind.REQUEST);
    }

    @Test
    void a_reset_of_another_stream_does_not_end_a_message() {
        Conversation spdy = talk.over(outer, 0, Protocol.SPDY, Talk.R1);
        talk.say(spdy, false, 20, synReply(1, "200", false));
        talk.say(spdy, false, 21, new Content.SpdyRstStream(3, 6, "INTERNAL_ERROR"));
        talk.say(spdy, false, 22, new Content.SpdyHeaders(3, true, Map.of()));
        talk.say(spdy, false, 23, new Content.SpdyData(1, 10, true));
        assertThat(Sightings.of(talk.messages, Talk.NODES))
                .extracting(Sighting::kind, Sighting::sentNanos)
                .containsExactly(tuple(Kind.RESPONSE, 23L));
    }

    @Test
    void a_message_may_end_with_more_headers() {
        Conversation spdy = talk.over(outer, 0, Protocol.SPDY, Talk.R1);
        talk.say(spdy, false, 20, synReply(1, "200", false));
        talk.say(spdy, false, 21, new Content.SpdyData(1, 10, false));
        talk.say(spdy, false, 22, new Content.SpdyHeaders(1, false, Map.of()));
        talk.say(spdy, false, 23, new Content.SpdyHeaders(1, true, Map.of()));
        assertThat(Sightings.of(talk.messages, Talk.NODES))
                .extracting(Sighting::kind, Sighting::sentNanos)
                .containsExactly(tuple(Kind.RESPONSE, 23L));
    }

    @Test
    void a_segment_that_its_receiver_ignored_is_seen_as_such() {
        talk.say(
                talk.toProxy,
                true,
                7,
                new Content.TcpIgnored(TcpFlags.RST, 0, Refusal.RESET_OUT_OF_SEQUENCE));
        talk.say(
                talk.toProxy,
                false,
                9,
                new Content.TcpIgnored(TcpFlags.ACK, 512, Refusal.WRONG_CHECKSUM));
        assertThat(Sightings.of(talk.messages, Talk.NODES))
                .extracting(Sighting::kind, Sighting::from, s -> s.spoken().label())
                .containsExactly(
                        tuple(
                                Kind.IGNORED,
                                "client",
                                "RST, ignored by the receiver: a reset counts only with the next"
                                        + " sequence number"),
                        tuple(
                                Kind.IGNORED,
                                "proxy",
                                "ACK with 512 bytes, ignored by the receiver: wrong checksum"));
    }

    @Test
    void bytes_that_are_not_understood_are_unread() {
        Conversation unknown = talk.over(outer, 0, Protocol.UNKNOWN, Talk.R1);
        talk.say(unknown, true, 0, new Content.Opaque(24, H2));
        Conversation http = talk.over(outer, 0, Protocol.HTTP1, Talk.R1);
        talk.say(http, true, 5, new Content.Malformed("http/1.1", 17, "no version"));
        assertThat(Sightings.of(talk.messages, Talk.NODES))
                .extracting(Sighting::kind, Sighting::label)
                .containsExactly(
                        tuple(Kind.UNREAD, "24 bytes: h2 was negotiated, which is not read"),
                        tuple(Kind.UNREAD, "malformed http/1.1: no version"));
    }

    @Test
    void labels_are_fit_for_a_terminal() {
        Conversation http = talk.over(talk.toOrigin, 0, Protocol.HTTP1, "");
        talk.say(http, true, 0, Talk.get("/\u001b[31m\ud83d" + "x".repeat(500)));
        assertThat(Sightings.of(talk.messages, Talk.NODES).getFirst().label())
                .startsWith("GET /?[31m?xxx")
                .endsWith("x… HTTP/1.1")
                .hasSize("GET  HTTP/1.1".length() + 100);
    }

    private void coldToProxy() {
        talk.handshake(talk.toProxy, 0);
        talk.tls12(outer, 20, 30);
    }

    private void httpConnect() {
        Conversation http = talk.over(outer, 0, Protocol.HTTP1, Talk.R1);
        talk.say(http, true, 100, connect());
        talk.handshake(talk.toOrigin, 120);
        talk.say(
                http,
                false,
                150,
                new Content.HttpResponse(200, "Connection Established", "HTTP/1.1", Map.of()));
        Tunnel tls = tunnel(http, 0);
        tls.handshake12(170);
        Tunnel inner =
                new Tunnel(
                        talk.over(tls.near, 0, Protocol.HTTP1, Talk.R2),
                        talk.over(tls.far, 0, Protocol.HTTP1, Talk.R2));
        inner.say(true, 300, Talk.get("/"));
        inner.say(false, 340, Talk.ok(20));
        inner.say(false, 345, new Content.HttpBody(20, true));
    }

    private Tunnel tunnel(Conversation carrier, int stream) {
        return new Tunnel(
                talk.over(carrier, stream, Protocol.TLS, Talk.R2),
                talk.over(talk.toOrigin, 0, Protocol.TLS, Talk.R2));
    }

    private static Content connect() {
        return new Content.HttpRequest("CONNECT", "origin:443", "HTTP/1.1", Map.of());
    }

    private static Content response(int status) {
        return new Content.HttpResponse(status, "", "HTTP/1.1", Map.of());
    }

    private static Content synStream(int id, String method, String path, boolean fin) {
        Map<String, List<String>> headers =
                method.equals("CONNECT")
                        ? Talk.spdy(":method", method, ":path", path, ":host", path)
                        : Talk.spdy(
                                ":method", method, ":path", path, ":host", "origin", ":scheme",
                                "https");
        return new Content.SpdySynStream(id, 0, fin, headers);
    }

    private static Content synReply(int id, String status, boolean fin) {
        return new Content.SpdySynReply(
                id, fin, Talk.spdy(":status", status, ":version", "HTTP/1.1"));
    }

    private Ledger ledger(String flow, Variant variant) {
        return Ledger.of(
                Catalogue.flow(flow), variant, PARTIES, Sightings.of(talk.messages, Talk.NODES));
    }

    private static List<Long> times(Ledger ledger, int step) {
        var seen = ledger.entry(step).orElseThrow().seen();
        assertThat(seen).isNotNull();
        return List.of(seen.sentNanos(), seen.arrivedNanos());
    }
}
