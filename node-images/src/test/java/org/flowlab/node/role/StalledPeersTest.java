package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.role.LoopbackLab.HTTP;
import static org.flowlab.node.role.LoopbackLab.SPDY;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.flowlab.node.role.LoopbackLab.Running;
import org.flowlab.node.spec.NodeSpec.Credentials;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.flowlab.node.spec.Route;
import org.flowlab.node.spec.Route.KeyExchange;
import org.flowlab.node.spec.Route.Negotiation;
import org.flowlab.node.spec.Route.TlsChoice;
import org.flowlab.node.spec.Route.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a client says of peers that accept TCP and then do not go on, or not as they are asked.
@Timeout(180)
class StalledPeersTest {
    private static final TlsChoice ECDHE =
            new TlsChoice(Version.TLS_1_2, KeyExchange.ECDHE, Negotiation.ALPN, false);

    private final ProxyWire wire = new ProxyWire();

    @AfterEach
    void stop() throws Exception {
        wire.close();
    }

    private String failure(Route route, String url) throws Exception {
        return failure(30_000, route, url);
    }

    private String failure(int handshakeMillis, Route route, String url) throws Exception {
        Limits limits = new Limits(10_000, handshakeMillis, 600, 60_000, 16_384, 100, 100, 262_144);
        return wire.lab.client(limits).failure(route, url);
    }

    private static Route through(int proxy, List<String> offers, TlsChoice tls) {
        return new Route("proxy:" + proxy, offers, HTTP, tls);
    }

    private SSLSocket tls(Socket tcp, String protocol) throws Exception {
        SSLSocket socket = server(tcp, protocol);
        socket.startHandshake();
        return socket;
    }

    /// The proxy's side of TLS on a connection, by the JDK; the handshake is still to be done.
    private SSLSocket server(Socket tcp, String protocol) throws Exception {
        Credentials own = wire.lab.authority.forServer(List.of("proxy", "origin"));
        Certificate[] chain =
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(
                                new ByteArrayInputStream(
                                        Objects.requireNonNull(own.ecChain())
                                                .getBytes(StandardCharsets.US_ASCII)))
                        .toArray(Certificate[]::new);
        String body = Objects.requireNonNull(own.ecKey()).replaceAll("-----[^-]+-----|\\s", "");
        PrivateKey key =
                KeyFactory.getInstance("EC")
                        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry("proxy", key, new char[0], chain);
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(tcp, null, tcp.getPort(), true);
        socket.setUseClientMode(false);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        return socket;
    }

    @Test
    void a_peer_that_is_silent_in_the_handshake() throws Exception {
        int proxy = wire.origin(ProxyWire::rest);
        assertThat(failure(500, through(proxy, HTTP, TlsChoice.DEFAULT), "https://origin/"))
                .startsWith("TLS handshake with proxy:" + proxy + ": nothing came in 500 ms")
                .contains("handshake-timeout");
    }

    @Test
    void a_peer_that_stops_within_the_handshake() throws Exception {
        int proxy =
                wire.origin(
                        socket -> {
                            // The head of a record of 100 bytes, and two of these.
                            socket.getOutputStream().write(new byte[] {22, 3, 3, 0, 100, 2, 0});
                            ProxyWire.rest(socket);
                        });
        assertThat(failure(500, through(proxy, HTTP, TlsChoice.DEFAULT), "https://origin/"))
                .startsWith("TLS handshake with proxy:" + proxy)
                .contains("the handshake was not complete in 500 ms", "handshake-timeout");
    }

    @ParameterizedTest
    @CsvSource({"https://origin/,CONNECT origin:443", "http://origin/,GET http://origin/"})
    void a_proxy_that_never_answers(String url, String request) throws Exception {
        int proxy = wire.origin(socket -> ProxyWire.rest(tls(socket, "http/1.1")));
        assertThat(failure(through(proxy, HTTP, ECDHE), url))
                .startsWith(request + " through proxy:" + proxy + ": no answer came in 600 ms")
                .contains("answer-timeout");
    }

    @ParameterizedTest
    @CsvSource({"https://origin/,CONNECT origin:443", "http://origin/,GET http://origin/"})
    void a_spdy_session_that_stays_silent(String url, String request) throws Exception {
        int proxy = wire.origin(socket -> ProxyWire.rest(tls(socket, "spdy/3.1")));
        assertThat(failure(through(proxy, SPDY, ECDHE), url))
                .startsWith(request + " through proxy:" + proxy + ": no answer came in 600 ms")
                .contains("answer-timeout");
    }

    @Test
    void a_tunnel_in_which_the_origin_is_silent() throws Exception {
        int proxy =
                wire.origin(
                        socket -> {
                            SSLSocket outer = tls(socket, "http/1.1");
                            ProxyWire.head(outer);
                            ProxyWire.send(outer, "HTTP/1.1 200 OK\r\n\r\n");
                            ProxyWire.rest(outer);
                        });
        assertThat(failure(4_000, through(proxy, HTTP, ECDHE), "https://origin/"))
                .startsWith(
                        "TLS handshake with origin:443 through the tunnel: nothing came in 4000 ms");
    }

    @Test
    void an_answer_that_stops_halfway() throws Exception {
        int origin =
                wire.origin(
                        socket -> {
                            ProxyWire.head(socket);
                            ProxyWire.send(
                                    socket, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
                            ProxyWire.rest(socket);
                        });
        Route direct = LoopbackLab.direct(HTTP, TlsChoice.DEFAULT);
        assertThat(failure(direct, "http://origin:" + origin + "/"))
                .contains("nothing more of the answer came in 600 ms", "answer-timeout");
    }

    @Test
    void a_peer_whose_backlog_is_full() throws Exception {
        try (FullServer full = new FullServer()) {
            Running client =
                    wire.lab.client(new Limits(300, 500, 600, 60_000, 16_384, 100, 100, 262_144));
            int port = full.address().getPort();
            assertThat(client.failure(through(port, HTTP, ECDHE), "http://origin/"))
                    .startsWith("TCP connect to proxy:" + port + ": no answer to SYN in 300 ms")
                    .contains("connect-timeout");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_1_2, RSA, TLSv1.3, TLS 1.2 with RSA key exchange only; try --key-exchange ecdhe",
        "TLS_1_2, RSA, TLSv1.2, TLS 1.2 with RSA key exchange only; try --key-exchange ecdhe",
        "TLS_1_2, ECDHE, TLSv1.3, TLS 1.2 with ECDHE key exchange only; try --tls 1.3",
        "TLS_1_3, ECDHE, TLSv1.2, TLS 1.3 only; try --tls 1.2 --key-exchange ecdhe"
    })
    void a_peer_that_refuses_what_is_offered(
            Version version, KeyExchange exchange, String accepts, String said) throws Exception {
        int proxy =
                wire.origin(
                        socket -> {
                            SSLSocket server = server(socket, "http/1.1");
                            server.setEnabledProtocols(new String[] {accepts});
                            server.startHandshake();
                        });
        TlsChoice offered = new TlsChoice(version, exchange, Negotiation.ALPN, false);
        assertThat(failure(through(proxy, HTTP, offered), "http://origin/"))
                .startsWith("TLS handshake with proxy:" + proxy + ": the peer sent the alert ")
                .contains("the client offered " + said);
    }

    @Test
    void a_peer_that_hangs_up_in_the_handshake() throws Exception {
        int proxy =
                wire.origin(
                        socket -> {
                            socket.getInputStream().read();
                            socket.shutdownOutput();
                            ProxyWire.rest(socket);
                        });
        assertThat(failure(through(proxy, HTTP, TlsChoice.DEFAULT), "http://origin/"))
                .contains("closed by the peer", "the client offered TLS 1.2 with RSA");
    }
}
