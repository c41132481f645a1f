package org.flowlab.dissect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import java.util.ArrayList;
import java.util.List;
import org.flowlab.wire.spdy.SpdyWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS inside a CONNECT inside TLS, which needs the keys of both.
class TunnelsTest {
    private static final TlsPair.Shape TLS12 =
            TlsPair.Shape.of("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    private static final TlsPair.Shape TLS13 =
            TlsPair.Shape.of("TLSv1.3", "TLS_AES_128_GCM_SHA256");

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1460, 1 << 20})
    void tls_in_an_http_connect_in_tls_is_read(int chunk) throws Exception {
        try (TlsPair proxy = new TlsPair(TLS12.with(Protocol.NPN, "http/1.1"));
                TlsPair origin = new TlsPair(TLS13.with(Protocol.ALPN, "spdy/3.1"));
                TlsPair.Connection outer = proxy.connect().handshake();
                TlsPair.Connection inner = origin.connect().handshake();
                SpdyWriter client = new SpdyWriter();
                SpdyWriter server = new SpdyWriter()) {
            inner.say(true, client.synStream(1, true, ":method", "GET", ":path", "/"));
            inner.say(
                    false, server.synReply(1, false, ":status", "200 OK", ":version", "HTTP/1.1"));
            outer.say(true, "CONNECT origin:443 HTTP/1.1\r\nHost: origin:443\r\n\r\n");
            outer.say(false, "HTTP/1.1 200 Connection Established\r\n\r\n");
            for (Said said : inner.said) {
                outer.say(said.fromClient(), said.bytes());
            }

            Heard heard = Heard.of(outer.said, both(proxy, origin), chunk);

            assertThat(heard.lines())
                    .containsSubsequence(
                            "> client_hello",
                            "> CONNECT origin:443",
                            "< 200",
                            "> client_hello",
                            "< server_hello",
                            "< finished",
                            "> finished",
                            "> SYN_STREAM 1 [GET]",
                            "< SYN_REPLY 1 [200 OK]");
            Conversation spdy = heard.messages.getLast().conversation();
            assertThat(spdy.protocol()).isEqualTo(Conversation.Protocol.SPDY);
            assertThat(spdy.server()).isEqualTo("origin:443");
            assertThat(spdy.client()).isEqualTo("198.18.0.1:40000");
            assertThat(spdy.tunnels()).isEqualTo(1);
            assertThat(origin.keys).anyMatch(line -> line.contains(spdy.clientRandom()));
            assertThat(chain(spdy)).containsExactly("SPDY", "TLS", "HTTP1", "TLS", "TCP");
            assertThat(heard.contents(Content.Opaque.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1460, 1 << 20})
    void tls_in_spdy_streams_in_tls_is_read_interleaved(int chunk) throws Exception {
        try (TlsPair proxy = new TlsPair(TLS12.with(Protocol.NPN, "spdy/3.1"));
                TlsPair origin = new TlsPair(TLS12.with(Protocol.NPN, "http/1.1"));
                TlsPair.Connection outer = proxy.connect().handshake();
                TlsPair.Connection one = origin.connect().handshake();
                TlsPair.Connection three = origin.connect().handshake();
                SpdyWriter client = new SpdyWriter();
                SpdyWriter server = new SpdyWriter()) {
            for (TlsPair.Connection inner : List.of(one, three)) {
                inner.say(true, "GET / HTTP/1.1\r\nHost: origin\r\n\r\n");
                inner.say(false, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
            outer.say(true, connect(client, 1, "one:443"));
            outer.say(true, connect(client, 3, "three:8443"));
            // The request is refused, but its header block still changes the compression state.
            outer.say(true, connect(client, 5, "five:443"));
            outer.say(false, server.synReply(1, false, ":status", "200 Connection Established"));
            outer.say(false, server.synReply(5, true, ":status", "502 Bad Gateway"));
            outer.say(false, server.synReply(3, false, ":status", "200"));
            // The second session is resumed, so it has one flight less.
            for (int i = 0; i < Math.max(one.said.size(), three.said.size()); i++) {
                interleave(outer, 1, one, i);
                interleave(outer, 3, three, i);
            }

            Heard heard = Heard.of(outer.said, both(proxy, origin), chunk);

            assertThat(heard.contents(Content.Malformed.class)).isEmpty();
            assertThat(heard.contents(Content.TlsUnread.class)).isEmpty();
            List<Message> requests =
                    heard.messages.stream()
                            .filter(m -> m.content() instanceof Content.HttpRequest)
                            .toList();
            assertThat(requests)
                    .extracting(m -> m.conversation().server())
                    .containsExactlyInAnyOrder("one:443", "three:8443");
            assertThat(requests).allSatisfy(m -> assertThat(m.conversation().tunnels()).isOne());
            assertThat(requests)
                    .extracting(m -> chain(m.conversation()))
                    .containsOnly(List.of("HTTP1", "TLS", "SPDY", "TLS", "TCP"));
            assertThat(heard.lines()).filteredOn(l -> l.equals("< body 2 last")).hasSize(2);
        }
    }

    @Test
    void a_tunnelled_session_has_the_same_random_in_and_behind_the_tunnel() throws Exception {
        try (TlsPair origin = new TlsPair(TLS12);
                TlsPair.Connection inner = origin.connect().handshake()) {
            List<Said> outer = new ArrayList<>();
            outer.add(new Said(true, "CONNECT o:443 HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1)));
            outer.add(new Said(false, "HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1)));
            outer.addAll(inner.said);
            String behind = random(Heard.of(inner.said, origin.keys, 1460));
            assertThat(random(Heard.of(outer, origin.keys, 1460))).isEqualTo(behind).hasSize(64);
        }
    }

    private static String random(Heard heard) {
        return heard.of(Conversation.Protocol.TLS)
                .findFirst()
                .orElseThrow()
                .conversation()
                .clientRandom();
    }

    private static byte[] connect(SpdyWriter client, int stream, String target) {
        return client.synStream(
                stream,
                false,
                ":method",
                "CONNECT",
                ":path",
                target,
                ":host",
                target,
                ":version",
                "HTTP/1.1");
    }

    private static void interleave(
            TlsPair.Connection outer, int stream, TlsPair.Connection inner, int index)
            throws Exception {
        if (index < inner.said.size()) {
            Said said = inner.said.get(index);
            outer.say(said.fromClient(), SpdyWriter.data(stream, false, said.bytes()));
        }
    }

    private static List<String> both(TlsPair proxy, TlsPair origin) {
        List<String> keys = new ArrayList<>(proxy.keys);
        keys.addAll(origin.keys);
        return keys;
    }

    static List<String> chain(Conversation conversation) {
        List<String> chain = new ArrayList<>();
        for (Conversation c = conversation; c != null; c = c.carrier()) {
            chain.add(c.protocol().name());
        }
        return chain;
    }
}
