package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sessions of BoringSSL's, watched.
class TlsSessionsTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: origin\r\n\r\n";
    private static final String RESPONSE = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    @ParameterizedTest
    @CsvSource({
        "TLSv1, TLS_RSA_WITH_AES_128_CBC_SHA",
        "TLSv1, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        "TLSv1.1, TLS_RSA_WITH_AES_256_CBC_SHA",
        "TLSv1.1, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        "TLSv1.2, TLS_RSA_WITH_AES_128_CBC_SHA",
        "TLSv1.2, TLS_RSA_WITH_AES_256_CBC_SHA",
        "TLSv1.2, TLS_RSA_WITH_AES_128_GCM_SHA256",
        "TLSv1.2, TLS_RSA_WITH_AES_256_GCM_SHA384",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLSv1.3, TLS_AES_128_GCM_SHA256",
        "TLSv1.3, TLS_AES_256_GCM_SHA384",
        "TLSv1.3, TLS_CHACHA20_POLY1305_SHA256"
    })
    void a_request_is_read_under_every_suite(String version, String cipher) throws Exception {
        try (TlsPair pair = new TlsPair(TlsPair.Shape.of(version, cipher));
                TlsPair.Connection connection = pair.connect().handshake()) {
            connection.say(true, REQUEST).say(false, RESPONSE);
            for (int chunk : new int[] {1, 7, 1460, 100_000}) {
                Heard heard = Heard.of(connection.said, pair.keys, chunk);

                assertThat(heard.lines())
                        .contains("> client_hello", "> finished", "< finished")
                        .containsSubsequence("> GET /", "< 200", "< body 5 last");
                assertThat(heard.contents(Content.TlsUnread.class)).isEmpty();
                assertThat(heard.contents(Content.Malformed.class)).isEmpty();
            }
        }
    }

    @Test
    void npn_decides_for_spdy() throws Exception {
        TlsPair.Shape shape =
                TlsPair.Shape.of("TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256")
                        .with(Protocol.NPN, "spdy/3.1", "http/1.1");
        try (TlsPair pair = new TlsPair(shape);
                TlsPair.Connection connection = pair.connect().handshake()) {
            connection.say(true, new byte[] {(byte) 0x80, 3, 0, 6, 0, 0, 0, 4, 0, 0, 0, 1});
            Heard heard = Heard.of(connection.said, pair.keys, 1460);

            assertThat(heard.lines())
                    .containsSubsequence(
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
                            "> SpdyPing[id=1]");
            assertThat(heard.contents(Content.TlsHandshake.class))
                    .anySatisfy(
                            m ->
                                    assertThat(m.details())
                                            .containsEntry("next_protocol", "spdy/3.1"));
        }
    }

    @Test
    void keys_that_come_late_open_what_waited() throws Exception {
        for (String[] suite :
                List.of(
                        new String[] {"TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256"},
                        new String[] {"TLSv1.3", "TLS_AES_128_GCM_SHA256"})) {
            try (TlsPair pair = new TlsPair(TlsPair.Shape.of(suite[0], suite[1]));
                    TlsPair.Connection connection = pair.connect().handshake()) {
                connection.say(true, REQUEST).say(false, RESPONSE);
                Heard early = Heard.of(connection.said, pair.keys, 1460);
                Heard late = new Heard();
                late.hear(connection.said, 1460);
                pair.keys.forEach(late.dissection::key);
                assertThat(late.lines()).containsExactlyInAnyOrderElementsOf(early.lines());
                Heard never = Heard.of(connection.said, List.of(), 1460);
                assertThat(never.lines())
                        .contains("> unread " + (suite[0].endsWith("3") ? 23 : 22));
            }
        }
    }
}
