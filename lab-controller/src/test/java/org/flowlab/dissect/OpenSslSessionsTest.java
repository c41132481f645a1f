package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Dissects sessions of OpenSSL, with what BoringSSL does not support.
@Tag("tool")
class OpenSslSessionsTest {
    private static final String REQUEST = "GET / HTTP/1.0\r\n\r\n";

    @TempDir Path folder;

    private List<String> keys = List.of();

    @BeforeEach
    void tool() {
        Assumptions.assumeTrue(OpenSsl.isThere(), "skipped: no openssl on the path");
    }

    @ParameterizedTest
    @CsvSource({
        "-tls1, AES128-SHA:@SECLEVEL=0",
        "-tls1_1, ECDHE-RSA-AES256-SHA:@SECLEVEL=0",
        "-tls1_2, AES128-SHA",
        "-tls1_2, AES256-SHA256",
        "-tls1_2, DHE-RSA-AES256-SHA256",
        "-tls1_2, ECDHE-RSA-AES128-SHA256",
        "-tls1_2, ECDHE-RSA-AES256-SHA384",
        "-tls1_2, AES128-CCM",
        "-tls1_2, DHE-RSA-AES256-CCM8",
        "-tls1_2, DHE-RSA-AES256-GCM-SHA384",
        "-tls1_2, ECDHE-RSA-CHACHA20-POLY1305"
    })
    void older_suites_are_read_with_and_without_encrypt_then_mac(String version, String cipher)
            throws Exception {
        try (OpenSsl openSsl = new OpenSsl(folder, "-www", "-cipher", "ALL:@SECLEVEL=0")) {
            for (String etm : List.of("", "-no_etm")) {
                String[] arguments = {version, "-cipher", cipher, "-ign_eof", etm};
                if (etm.isEmpty()) {
                    arguments = new String[] {version, "-cipher", cipher, "-ign_eof"};
                }
                readsEverything(openSsl, openSsl.client(REQUEST, arguments));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_AES_128_CCM_SHA256",
        "TLS_AES_128_CCM_8_SHA256"
    })
    void tls_1_3_suites_are_read(String suite) throws Exception {
        try (OpenSsl openSsl = new OpenSsl(folder, "-www", "-ciphersuites", suite)) {
            readsEverything(
                    openSsl,
                    openSsl.client(REQUEST, "-tls1_3", "-ciphersuites", suite, "-ign_eof"));
        }
    }

    @Test
    void a_hello_retry_request_is_followed() throws Exception {
        try (OpenSsl openSsl = new OpenSsl(folder, "-www", "-groups", "P-384")) {
            Heard heard =
                    readsEverything(
                            openSsl,
                            openSsl.client(REQUEST, "-groups", "X25519:P-384", "-ign_eof"));
            assertThat(heard.lines())
                    .containsSubsequence(
                            "> client_hello",
                            "< hello_retry_request",
                            "> client_hello",
                            "< server_hello",
                            "< encrypted_extensions");
            assertThat(heard.contents(Content.TlsHandshake.class))
                    .filteredOn(Content.TlsHandshake::retry)
                    .extracting(
                            Content.TlsHandshake::isHelloRetryRequest,
                            Content.TlsHandshake::isSecondClientHello)
                    .containsExactly(tuple(true, false), tuple(false, true));
        }
    }

    @Test
    void key_updates_are_followed() throws Exception {
        try (OpenSsl openSsl = new OpenSsl(folder, "-www")) {
            Heard heard =
                    Heard.of(openSsl.client("K\n|k\n|" + REQUEST, "-tls1_3"), openSsl.keys(), 1000);
            assertThat(heard.lines())
                    .containsSubsequence(
                            "> finished", "> key_update", "> key_update", "> GET /", "< 200");
            assertThat(heard.contents(Content.TlsUnread.class)).isEmpty();
        }
    }

    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final String ASKED = "GET / HTTP/1.1\r\n\r\n|<" + ANSWER;

    /// The client renegotiates twice, the server once.
    @ParameterizedTest
    @CsvSource({
        "-tls1_2, AES128-SHA",
        "-tls1_2, AES128-SHA256",
        "-tls1_2, ECDHE-RSA-AES128-GCM-SHA256",
        "-tls1_2, ECDHE-RSA-CHACHA20-POLY1305",
        "-tls1_1, ECDHE-RSA-AES256-SHA:@SECLEVEL=0",
    })
    void a_session_that_is_negotiated_anew_is_read_on(String version, String cipher)
            throws Exception {
        List<Said> said = negotiatedAnew(version, cipher);
        Heard heard = Heard.of(said, keys, 1000);
        assertThat(heard.contents(Content.TlsUnread.class)).isEmpty();
        assertThat(heard.contents(Content.Malformed.class)).isEmpty();
        String[] handshake = {
            "> client_hello", "< server_hello", "> ccs", "> finished", "< ccs", "< finished"
        };
        assertThat(heard.lines())
                .containsSubsequence(handshake)
                .containsSubsequence(
                        "< finished",
                        "> client_hello",
                        "< finished",
                        "> client_hello",
                        "< finished",
                        "> GET /",
                        "< 200",
                        "< hello_request",
                        "> client_hello",
                        "< finished",
                        "> GET /",
                        "< 200",
                        "> close_notify");
        assertThat(heard.lines()).filteredOn("> finished"::equals).hasSize(4);
    }

    @Test
    void a_negotiation_anew_whose_key_comes_late_or_not_at_all_is_waited_for() throws Exception {
        List<Said> said = negotiatedAnew("-tls1_2", "AES128-SHA");
        List<String> whole = Heard.of(said, keys, 1000).lines();
        Heard late = new Heard();
        late.dissection.key(masters().getFirst());
        late.hear(said, 1000);
        assertThat(late.lines()).filteredOn("> client_hello"::equals).hasSize(2);
        assertThat(late.contents(Content.TlsUnread.class)).isEmpty();
        masters().subList(1, 4).forEach(late.dissection::key);
        late.finish();
        assertThat(late.lines()).containsExactlyInAnyOrderElementsOf(whole);

        Heard without = Heard.of(said, masters().subList(0, 1), 1000);
        assertThat(without.lines()).filteredOn("> client_hello"::equals).hasSize(2);
        assertThat(without.contents(Content.TlsUnread.class))
                .isNotEmpty()
                .allSatisfy(u -> assertThat(u.why().cause()).isEqualTo(Unread.Cause.KEY_UNKNOWN));
        assertThat(without.contents(Content.Malformed.class)).isEmpty();
    }

    private List<String> masters() {
        return keys.stream().filter(k -> k.startsWith("CLIENT_RANDOM")).toList();
    }

    private List<Said> negotiatedAnew(String version, String cipher) throws Exception {
        String[] server = {"-client_renegotiation", "-cipher", "ALL:@SECLEVEL=0"};
        try (OpenSsl openSsl = new OpenSsl(folder, server)) {
            String talk = "R\n|R\n|" + ASKED + "|<r\n|" + ASKED + "|Q\n";
            List<Said> said = openSsl.client(talk, version, "-cipher", cipher);
            keys = openSsl.keys();
            return said;
        }
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2", "-tls1_2 -no_ticket", "-tls1_3"})
    void resumed_sessions_are_read(String arguments) throws Exception {
        String[] words = arguments.split(" ");
        try (OpenSsl openSsl = new OpenSsl(folder, with(words, "-www"))) {
            Heard first =
                    readsEverything(
                            openSsl,
                            openSsl.client(REQUEST, with(words, "-ign_eof", "-sess_out", "s")));
            Files.delete(folder.resolve("keys.log"));
            List<Said> again = openSsl.client(REQUEST, with(words, "-ign_eof", "-sess_in", "s"));
            Heard resumed = readsEverything(openSsl, again);
            assertThat(first.lines()).contains("< certificate");
            assertThat(resumed.lines()).doesNotContain("< certificate");
        }
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2", "-tls1_2 -no_ticket"})
    void a_resumed_session_is_read_with_the_first_ones_secret(String arguments) throws Exception {
        String[] words = arguments.split(" ");
        try (OpenSsl openSsl = new OpenSsl(folder, with(words, "-www"))) {
            List<Said> first = openSsl.client(REQUEST, with(words, "-ign_eof", "-sess_out", "s"));
            List<String> keys = openSsl.keys();
            List<Said> again = openSsl.client(REQUEST, with(words, "-ign_eof", "-sess_in", "s"));
            Heard heard = new Heard();
            keys.forEach(heard.dissection::key);
            heard.hear(first, 1000);
            Heard resumed = new Heard(heard.dissection, heard.messages);
            resumed.hear(again, 1000);
            resumed.finish();
            assertThat(heard.lines()).filteredOn(l -> l.equals("> GET /")).hasSize(2);
            assertThat(heard.contents(Content.TlsUnread.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"accepted, true", "accepted, false", "refused, true", "refused, false"})
    void early_data_is_read_or_told_as_unread(String how, boolean withKey) throws Exception {
        Files.writeString(folder.resolve("early"), REQUEST);
        List<Said> said;
        List<String> keys;
        try (OpenSsl openSsl = new OpenSsl(folder, "-early_data", "-no_anti_replay")) {
            openSsl.client("|Q\n", "-sess_out", "s");
            if (how.equals("refused")) {
                // Another server does not know the ticket.
                try (OpenSsl other = new OpenSsl(folder, "-tls1_3")) {
                    said = resume(other);
                    keys = other.keys();
                }
            } else {
                said = resume(openSsl);
                keys = openSsl.keys();
            }
        }
        List<String> known =
                keys.stream()
                        .filter(k -> withKey || !k.startsWith("CLIENT_EARLY_TRAFFIC_SECRET"))
                        .toList();
        Heard heard = Heard.of(said, known, 1000);
        assertThat(heard.contents(Content.TlsHandshake.class).getFirst().details())
                .containsKey("early_data");
        boolean read = how.equals("accepted") && withKey;
        assertThat(heard.lines()).as(heard.lines().toString()).contains("> finished", "< finished");
        if (read) {
            assertThat(heard.lines()).contains("> GET /", "> end_of_early_data");
            assertThat(heard.contents(Content.TlsUnread.class)).isEmpty();
        } else {
            assertThat(heard.contents(Content.TlsUnread.class))
                    .isNotEmpty()
                    .allSatisfy(u -> assertThat(u.why().text()).contains("early data"));
        }
    }

    private List<Said> resume(OpenSsl openSsl) throws Exception {
        Files.delete(folder.resolve("keys.log"));
        return openSsl.client("|Q\n", "-sess_in", "s", "-early_data", "early");
    }

    private static String[] with(String[] words, String... more) {
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return all;
    }

    private static Heard readsEverything(OpenSsl openSsl, List<Said> said) throws Exception {
        Heard heard = Heard.of(said, openSsl.keys(), 1000);
        assertThat(heard.lines())
                .as(openSsl.log())
                .containsSubsequence("> client_hello", "< server_hello")
                .contains("> finished", "< finished")
                .containsSubsequence("> GET /", "< 200");
        assertThat(heard.contents(Content.TlsUnread.class)).isEmpty();
        assertThat(heard.contents(Content.Malformed.class)).isEmpty();
        return heard;
    }
}
