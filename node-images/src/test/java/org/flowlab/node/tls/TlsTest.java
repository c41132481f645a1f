package org.flowlab.node.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.OpenSslCredential;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.flowlab.node.spec.NodeSpec.Credentials;
import org.flowlab.node.spec.Route.KeyExchange;
import org.flowlab.node.spec.Route.Negotiation;
import org.flowlab.node.spec.Route.TlsChoice;
import org.flowlab.node.spec.Route.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsTest {
    private static final int NPN = 13172;
    private static final int ALPN = 16;
    private static final int SNI = 0;
    private static final int SESSION_TICKET = 35;
    private static final int PRE_SHARED_KEY = 41;
    private static final List<String> BOTH = List.of("spdy/3.1", "http/1.1");
    private static final UnpooledByteBufAllocator ALLOC = UnpooledByteBufAllocator.DEFAULT;

    private final Authority authority = Authority.create();
    private final List<String> serverKeys = new ArrayList<>();
    private final List<String> clientKeys = new ArrayList<>();
    private final ServerTls server = server(authority.forServer(List.of("origin", "127.0.0.1")));
    private final ClientTls client = client(authority.forClient());

    private ServerTls server(Credentials credentials) {
        try {
            return new ServerTls(credentials, BOTH, serverKeys::add, 30_000);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private ClientTls client(Credentials credentials) {
        try {
            return new ClientTls(credentials, clientKeys::add, 5_000);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void let_go() {
        server.close();
        client.close();
    }

    private Handshake shake(TlsChoice choice, List<String> offers) throws Exception {
        return shake(choice, offers, "origin");
    }

    private Handshake shake(TlsChoice choice, List<String> offers, String host) throws Exception {
        return new Handshake(
                client.handler(ALLOC, host, 443, offers, choice), server.handler(ALLOC));
    }

    private static TlsChoice choice(
            Version version, KeyExchange exchange, Negotiation negotiation, boolean resume) {
        return new TlsChoice(version, exchange, negotiation, resume);
    }

    @Test
    void boringssl_picks_among_credentials_itself() {
        assertThat(OpenSslCredential.isAvailable()).isTrue();
    }

    @Test
    void npn_is_spoken_in_the_flow_of_the_source() throws Exception {
        try (Handshake h = shake(TlsChoice.DEFAULT, List.of("spdy/3.1"))) {
            assertThat(h.succeeded()).isTrue();
            assertThat(h.clientTls.applicationProtocol()).isEqualTo("spdy/3.1");
            assertThat(h.serverTls.applicationProtocol()).isEqualTo("spdy/3.1");
            assertThat(Handshake.extensions(h.fromClient.get(0)))
                    .contains(NPN, SNI)
                    .doesNotContain(ALPN, SESSION_TICKET);
            assertThat(Handshake.extensions(h.fromServer.get(0))).contains(NPN);
            // Server Hello, Certificate, Server Hello Done: no Server Key Exchange with RSA.
            assertThat(Handshake.messages(h.fromServer.get(0))).containsExactly(2, 11, 14);
            // Client Key Exchange, then encrypted: NextProtocol and Finished, in one flight.
            assertThat(Handshake.messages(h.fromClient.get(1))).containsExactly(16);
            assertThat(h.fromClient).hasSize(2);
            assertThat(h.fromServer).hasSize(2);
            assertThat(h.clientTls.engine().getSession().getCipherSuite())
                    .isEqualTo("TLS_RSA_WITH_AES_128_GCM_SHA256");
        }
    }

    @Test
    void alpn_is_spoken_where_it_is_chosen() throws Exception {
        TlsChoice alpn = choice(Version.TLS_1_2, KeyExchange.ECDHE, Negotiation.ALPN, false);
        try (Handshake h = shake(alpn, List.of("spdy/3.1"))) {
            assertThat(h.clientTls.applicationProtocol()).isEqualTo("spdy/3.1");
            assertThat(Handshake.extensions(h.fromClient.get(0)))
                    .contains(ALPN)
                    .doesNotContain(NPN);
            assertThat(Handshake.extensions(h.fromServer.get(0)))
                    .contains(ALPN)
                    .doesNotContain(NPN);
            assertThat(Handshake.messages(h.fromServer.get(0))).containsExactly(2, 11, 12, 14);
            assertThat(h.clientTls.engine().getSession().getCipherSuite())
                    .isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        }
    }

    @ParameterizedTest
    @CsvSource({"NPN", "ALPN"})
    void nothing_in_common_is_no_failure(Negotiation negotiation) throws Exception {
        TlsChoice choice = choice(Version.TLS_1_2, KeyExchange.RSA, negotiation, false);
        try (Handshake h = shake(choice, List.of("h2"))) {
            assertThat(h.succeeded()).isTrue();
            assertThat(h.clientTls.applicationProtocol()).isIn(null, "http/1.1");
        }
    }

    @Test
    void no_offers_mean_no_extension() throws Exception {
        try (Handshake h = shake(TlsChoice.DEFAULT, List.of())) {
            assertThat(h.succeeded()).isTrue();
            assertThat(h.clientTls.applicationProtocol()).isNull();
            assertThat(Handshake.extensions(h.fromClient.get(0))).doesNotContain(NPN, ALPN);
        }
    }

    @Test
    void tls_1_3_is_spoken_with_alpn() throws Exception {
        TlsChoice choice = choice(Version.TLS_1_3, KeyExchange.ECDHE, Negotiation.ALPN, false);
        try (Handshake h = shake(choice, BOTH)) {
            assertThat(h.succeeded()).isTrue();
            assertThat(h.clientTls.engine().getSession().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(h.clientTls.applicationProtocol()).isEqualTo("spdy/3.1");
            assertThat(h.fromServer.get(0).length).isLessThan(10 * 1448);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_1_2, RSA, NPN",
        "TLS_1_2, RSA, ALPN",
        "TLS_1_2, ECDHE, NPN",
        "TLS_1_2, ECDHE, ALPN",
    })
    void tls_1_2_resumes_when_told_to(Version version, KeyExchange exchange, Negotiation how)
            throws Exception {
        TlsChoice choice = choice(version, exchange, how, true);
        shake(choice, BOTH).close();
        try (Handshake h = shake(choice, BOTH)) {
            assertThat(h.succeeded()).isTrue();
            assertThat(Handshake.messages(h.fromServer.get(0))).doesNotContain(11, 14);
            assertThat(h.clientTls.applicationProtocol()).isEqualTo("spdy/3.1");
        }
        client.forget();
        try (Handshake h = shake(choice, BOTH)) {
            assertThat(Handshake.messages(h.fromServer.get(0))).contains(11, 14);
        }
    }

    @Test
    void tls_1_3_resumes_when_told_to() throws Exception {
        TlsChoice choice = choice(Version.TLS_1_3, KeyExchange.ECDHE, Negotiation.ALPN, true);
        int full;
        try (Handshake h = shake(choice, BOTH).answered()) {
            full = h.fromServer.get(0).length;
        }
        for (int again = 0; again < 4; again++) {
            try (Handshake h = shake(choice, BOTH).answered()) {
                assertThat(h.succeeded()).isTrue();
                assertThat(Handshake.extensions(h.fromClient.get(0))).contains(PRE_SHARED_KEY);
                assertThat(Handshake.extensions(h.fromServer.get(0))).contains(PRE_SHARED_KEY);
                assertThat(h.fromServer.get(0).length).isLessThan(full);
                assertThat(h.clientTls.applicationProtocol()).isEqualTo("spdy/3.1");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"TLS_1_2, RSA, NPN", "TLS_1_2, ECDHE, ALPN", "TLS_1_3, ECDHE, ALPN"})
    void every_handshake_is_full_unless_told_otherwise(
            Version version, KeyExchange exchange, Negotiation how) throws Exception {
        TlsChoice choice = choice(version, exchange, how, false);
        int full;
        try (Handshake h = shake(choice, BOTH).answered()) {
            full = h.fromServer.get(0).length;
        }
        for (int again = 0; again < 3; again++) {
            try (Handshake h = shake(choice, BOTH).answered()) {
                assertThat(Handshake.extensions(h.fromClient.get(0)))
                        .doesNotContain(PRE_SHARED_KEY, SESSION_TICKET);
                assertThat(h.fromServer.get(0).length).isCloseTo(full, within16());
            }
        }
    }

    private static org.assertj.core.data.Offset<Integer> within16() {
        return org.assertj.core.data.Offset.offset(16);
    }

    @Test
    void both_sides_log_the_same_keys() throws Exception {
        shake(TlsChoice.DEFAULT, BOTH).close();
        assertThat(clientKeys).hasSize(1).first().asString().startsWith("CLIENT_RANDOM ");
        assertThat(serverKeys).containsExactlyElementsOf(clientKeys);
        clientKeys.clear();
        shake(choice(Version.TLS_1_3, KeyExchange.ECDHE, Negotiation.ALPN, false), BOTH).close();
        assertThat(clientKeys)
                .extracting(line -> line.substring(0, line.indexOf(' ')))
                .contains(
                        "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
                        "SERVER_HANDSHAKE_TRAFFIC_SECRET",
                        "CLIENT_TRAFFIC_SECRET_0",
                        "SERVER_TRAFFIC_SECRET_0");
        assertThat(serverKeys).containsAll(clientKeys);
    }

    @Test
    void another_name_is_refused_and_says_so() throws Exception {
        try (Handshake h = shake(TlsChoice.DEFAULT, BOTH, "elsewhere")) {
            assertThat(h.clientTls.handshakeFuture().cause())
                    .hasStackTraceContaining("not for \"elsewhere\"");
        }
    }

    @Test
    void an_address_is_a_name_too() throws Exception {
        try (Handshake h = shake(TlsChoice.DEFAULT, BOTH, "127.0.0.1")) {
            assertThat(h.succeeded()).isTrue();
            assertThat(Handshake.extensions(h.fromClient.get(0))).doesNotContain(SNI);
        }
    }

    @Test
    void another_labs_ca_is_refused() throws Exception {
        ClientTls stranger = client(Authority.create().forClient());
        try (Handshake h =
                new Handshake(
                        stranger.handler(ALLOC, "origin", 443, BOTH, TlsChoice.DEFAULT),
                        server.handler(ALLOC))) {
            assertThat(h.clientTls.handshakeFuture().cause())
                    .hasStackTraceContaining("not from this lab's CA");
        }
        stranger.close();
    }

    @Test
    void an_expired_certificate_is_refused() throws Exception {
        Authority old =
                Authority.create(
                        Clock.fixed(Instant.now().minus(Duration.ofDays(60)), ZoneOffset.UTC));
        ServerTls expired = server(old.forServer(List.of("origin")));
        ClientTls trusting = client(old.forClient());
        try (Handshake h =
                new Handshake(
                        trusting.handler(ALLOC, "origin", 443, BOTH, TlsChoice.DEFAULT),
                        expired.handler(ALLOC))) {
            assertThat(h.clientTls.handshakeFuture().isSuccess()).isFalse();
        }
        expired.close();
        trusting.close();
    }

    @Test
    void a_server_without_keys_is_refused() {
        assertThatThrownBy(() -> new ServerTls(authority.forClient(), BOTH, line -> {}, 30_000))
                .hasMessageContaining("needs an EC certificate");
    }

    @Test
    void certificates_are_small_and_verify() throws Exception {
        Credentials credentials = authority.forServer(List.of("a", "b.lab", "198.18.0.1"));
        X509Certificate ca = Pem.certificates(authority.certificate())[0];
        for (String chain : List.of(credentials.rsaChain(), credentials.ecChain())) {
            X509Certificate leaf = Pem.certificates(chain)[0];
            leaf.verify(ca.getPublicKey());
            leaf.checkValidity();
            assertThat(leaf.getEncoded().length).isLessThan(900);
            assertThat(leaf.getSubjectAlternativeNames()).hasSize(3);
        }
    }
}
