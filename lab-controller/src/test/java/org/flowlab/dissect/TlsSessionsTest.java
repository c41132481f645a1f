package org.flowlab.dissect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.flowlab.wire.tls.TlsRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Dissects sessions of BoringSSL.
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
    void what_is_unread_says_why_and_names_the_protocol() throws Exception {
        TlsPair.Shape shape =
                TlsPair.Shape.of("TLSv1.3", "TLS_AES_128_GCM_SHA256").with(Protocol.ALPN, "h2");
        try (TlsPair pair = new TlsPair(shape);
                TlsPair.Connection connection = pair.connect().handshake()) {
            connection.say(true, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
            assertThat(Heard.of(connection.said, pair.keys, 1460).contents(Content.Opaque.class))
                    .extracting(Content.Opaque::why)
                    .containsExactly(new Unread(Unread.Cause.PROTOCOL_UNSUPPORTED, "h2"));
            assertThat(Heard.of(connection.said, List.of(), 1460).contents(Content.TlsUnread.class))
                    .isNotEmpty()
                    .allSatisfy(
                            u ->
                                    assertThat(u.why())
                                            .isEqualTo(new Unread(Unread.Cause.KEY_UNKNOWN, "")));
        }
    }

    /// RFC 8446 §5.2 allows 2^14 + 256 bytes; zeros fill this one up.
    @Test
    void a_record_of_the_greatest_length_is_read() throws Exception {
        TlsPair.Shape shape = TlsPair.Shape.of("TLSv1.3", "TLS_AES_128_GCM_SHA256");
        try (TlsPair pair = new TlsPair(shape);
                TlsPair.Connection connection = pair.connect().handshake()) {
            String line =
                    pair.keys.stream()
                            .filter(k -> k.startsWith("CLIENT_TRAFFIC_SECRET_0"))
                            .findFirst()
                            .orElseThrow();
            byte[] secret = HexFormat.of().parseHex(line.substring(line.lastIndexOf(' ') + 1));
            byte[] request = REQUEST.getBytes(US_ASCII);
            byte[] inner = Arrays.copyOf(request, (1 << 14) + 256 - 16);
            inner[request.length] = TlsRecord.APPLICATION_DATA;
            byte[] record = new byte[TlsRecord.HEADER_BYTES + (1 << 14) + 256];
            new TlsRecord(TlsRecord.APPLICATION_DATA, 0x0303, (1 << 14) + 256).emit(record, 0);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(KeySchedule.expandLabel("SHA-256", secret, "key", 16), "AES"),
                    new GCMParameterSpec(
                            128, KeySchedule.expandLabel("SHA-256", secret, "iv", 12)));
            cipher.updateAAD(record, 0, TlsRecord.HEADER_BYTES);
            cipher.doFinal(inner, 0, inner.length, record, TlsRecord.HEADER_BYTES);
            List<Said> said = new ArrayList<>(connection.said);
            said.add(new Said(true, record));
            assertThat(Heard.of(said, pair.keys, 1460).lines()).endsWith("> GET /");
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

    @ParameterizedTest
    @CsvSource({"TLSv1.2, TLS_RSA_WITH_AES_128_GCM_SHA256", "TLSv1.3, TLS_AES_128_GCM_SHA256"})
    void keys_that_come_line_by_line_and_in_the_middle_change_nothing(String version, String cipher)
            throws Exception {
        try (TlsPair pair = new TlsPair(TlsPair.Shape.of(version, cipher));
                TlsPair.Connection connection = pair.connect().handshake()) {
            connection.say(true, REQUEST).say(false, RESPONSE);
            List<String> expected = Heard.of(connection.said, pair.keys, 1460).lines();
            for (int seed = 0; seed < 50; seed++) {
                Random random = new Random(seed);
                List<String> keys = new ArrayList<>(pair.keys);
                Heard heard = new Heard();
                for (Said said : connection.said) {
                    while (!keys.isEmpty() && random.nextInt(3) == 0) {
                        heard.dissection.key(keys.removeFirst());
                    }
                    heard.hear(said.fromClient(), said.bytes(), 1460);
                }
                keys.forEach(heard.dissection::key);
                heard.finish();
                assertThat(heard.lines()).containsExactlyInAnyOrderElementsOf(expected);
                assertThat(heard.lines()).containsSubsequence("> GET /", "< 200");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, TLS_RSA_WITH_AES_128_GCM_SHA256", "TLSv1.3, TLS_AES_128_GCM_SHA256"})
    void waiting_for_keys_is_bounded(String version, String cipher) throws Exception {
        try (TlsPair pair = new TlsPair(TlsPair.Shape.of(version, cipher));
                TlsPair.Connection connection = pair.connect().handshake()) {
            Heard heard = new Heard();
            heard.hear(connection.said, 1460);
            long bytes = 0;
            while (heard.contents(Content.TlsUnread.class).isEmpty()) {
                byte[] sealed = connection.seal(false, new byte[16_000]);
                heard.hear(false, sealed, 1460);
                bytes += sealed.length;
                assertThat(bytes).isLessThan(2 * Dissection.MAX_WAITING_OF_ONE);
            }
            heard.hear(false, connection.seal(false, new byte[16_000]), 1460);
            assertThat(heard.lines().getLast()).isEqualTo("< unread 23");
        }
    }

    @Test
    void another_sessions_secret_opens_nothing() throws Exception {
        try (TlsPair pair = new TlsPair(TlsPair.Shape.of("TLSv1.3", "TLS_AES_128_GCM_SHA256"));
                TlsPair.Connection connection = pair.connect().handshake()) {
            connection.say(true, REQUEST).say(false, RESPONSE);
            List<String> wrong =
                    pair.keys.stream()
                            .map(
                                    k ->
                                            k.substring(0, k.length() - 2)
                                                    + (k.endsWith("0") ? "11" : "00"))
                            .toList();
            Heard heard = Heard.of(connection.said, wrong, 1460);
            assertThat(heard.lines()).doesNotContain("> GET /", "> finished");
            assertThat(heard.contents(Content.TlsUnread.class))
                    .isNotEmpty()
                    .allSatisfy(
                            u -> assertThat(u.why().cause()).isEqualTo(Unread.Cause.KEY_REFUSED));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_resumed_session_is_read(boolean tickets) throws Exception {
        TlsPair.Shape shape = TlsPair.Shape.of("TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256");
        try (TlsPair pair = new TlsPair(tickets ? shape.withTickets() : shape);
                TlsPair.Connection first = pair.connect().handshake();
                TlsPair.Connection second = pair.connect().handshake()) {
            second.say(true, REQUEST);
            Heard heard = Heard.of(second.said, pair.keys, 1460);
            assertThat(first.said).isNotEmpty();
            assertThat(heard.lines())
                    .doesNotContain("< certificate", "> client_key_exchange")
                    .containsSubsequence("< finished", "> finished", "> GET /");
        }
    }

    @Test
    void a_session_without_keys_tells_its_finished_as_unread() throws Exception {
        TlsPair.Shape shape = TlsPair.Shape.of("TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256");
        try (TlsPair pair = new TlsPair(shape);
                TlsPair.Connection connection = pair.connect().handshake()) {
            connection.say(true, REQUEST);
            assertThat(Heard.of(connection.said, List.of(), 1460).lines())
                    .endsWith("> ccs", "< ccs", "> unread 22", "< unread 22", "> unread 23");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096})
    void what_a_record_holds_has_the_passage_of_its_last_byte(int chunk) throws Exception {
        TlsPair.Shape shape = TlsPair.Shape.of("TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256");
        try (TlsPair pair = new TlsPair(shape);
                TlsPair.Connection connection = pair.connect().handshake()) {
            long before = connection.said.stream().mapToLong(s -> s.bytes().length).sum();
            byte[] record = connection.seal(true, REQUEST.getBytes(ISO_8859_1));
            Heard heard = new Heard();
            pair.keys.forEach(heard.dissection::key);
            heard.hear(connection.said, chunk);
            heard.hear(true, record, chunk);
            assertThat(heard.lines().getLast()).isEqualTo("> GET /");
            assertThat(heard.messages.getFirst().passage().arrivedNanos())
                    .isEqualTo(connection.said.getFirst().bytes().length - 1);
            assertThat(heard.messages.getLast().passage().arrivedNanos())
                    .isEqualTo(before + record.length - 1);
        }
    }
}
