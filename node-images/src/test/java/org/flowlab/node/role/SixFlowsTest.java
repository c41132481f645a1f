package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.role.LoopbackLab.BOTH;
import static org.flowlab.node.role.LoopbackLab.HTTP;
import static org.flowlab.node.role.LoopbackLab.SPDY;

import java.util.List;
import org.flowlab.node.FreePorts;
import org.flowlab.node.role.LoopbackLab.Running;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
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
import org.junit.jupiter.params.provider.FieldSource;

@Timeout(180)
class SixFlowsTest {
    /// Sooner than a node that waits for its peers would give up. A busy machine gets more tries.
    private static final long SOON_NANOS = 2_000_000_000L;

    private static final TlsChoice TLS_1_3 =
            new TlsChoice(Version.TLS_1_3, KeyExchange.ECDHE, Negotiation.ALPN, false);

    static final List<TlsChoice> CHOICES =
            List.of(
                    TlsChoice.DEFAULT,
                    new TlsChoice(Version.TLS_1_2, KeyExchange.RSA, Negotiation.ALPN, false),
                    new TlsChoice(Version.TLS_1_2, KeyExchange.ECDHE, Negotiation.NPN, false),
                    new TlsChoice(Version.TLS_1_2, KeyExchange.ECDHE, Negotiation.ALPN, true),
                    TLS_1_3,
                    new TlsChoice(Version.TLS_1_3, KeyExchange.ECDHE, Negotiation.ALPN, true));

    private final LoopbackLab lab = new LoopbackLab();

    @AfterEach
    void stop() {
        lab.close();
    }

    private static Route route(Running proxy, List<String> toProxy, List<String> toOrigin) {
        return route(proxy, toProxy, toOrigin, TlsChoice.DEFAULT);
    }

    private static Route route(
            Running proxy, List<String> toProxy, List<String> toOrigin, TlsChoice tls) {
        return new Route(proxy.tls("proxy"), toProxy, toOrigin, tls);
    }

    @ParameterizedTest
    @FieldSource("CHOICES")
    void all_six_run_and_close_in_good_order(TlsChoice tls) throws Exception {
        Running origin = lab.origin();
        Running proxy = lab.proxy(BOTH);
        Running client = lab.client();
        for (List<String> toProxy : List.of(HTTP, SPDY)) {
            for (List<String> toOrigin : List.of(HTTP, SPDY)) {
                for (boolean secure : new boolean[] {false, true}) {
                    int keysBefore = origin.keys().size();
                    Route route = route(proxy, toProxy, toOrigin, tls);
                    Event.Fetched fetched =
                            client.fetch(
                                    route,
                                    secure
                                            ? origin.https("/bytes/70000")
                                            : origin.http("/bytes/9"));
                    assertThat(fetched)
                            .isEqualTo(
                                    new Event.Fetched(
                                            1,
                                            200,
                                            secure ? 70_000 : 9,
                                            toProxy.getFirst(),
                                            secure ? toOrigin.getFirst() : "http/1.1"));
                    assertThat(origin.keys().size() > keysBefore).isEqualTo(secure);
                    long nanos = closeNanos(client);
                    for (int i = 0; i < 5 && nanos > SOON_NANOS; i++) {
                        client.fetch(route, origin.https("/"));
                        nanos = closeNanos(client);
                    }
                    assertThat(nanos).isLessThan(SOON_NANOS);
                }
            }
        }
        assertThat(client.notes()).isEmpty();
    }

    private static long closeNanos(Running client) throws InterruptedException {
        long start = System.nanoTime();
        assertThat(client.ask(new Command.CloseAll(2))).isEqualTo(new Event.Done(2));
        return System.nanoTime() - start;
    }

    @ParameterizedTest
    @CsvSource({"http/1.1", "spdy/3.1"})
    void an_open_proxy_connection_is_what_the_flow_starts_from(String protocol) throws Exception {
        Running origin = lab.origin();
        Running proxy = lab.proxy(BOTH);
        Running client = lab.client();
        Route route = route(proxy, List.of(protocol), HTTP);
        client.ask(new Command.Open(1, route, origin.https("/"), Command.Depth.PROXY));
        assertThat(client.keys()).hasSize(1);
        assertThat(origin.keys()).isEmpty();
        client.fetch(route, origin.https("/"));
        assertThat(client.keys()).as("one more handshake: the origin's").hasSize(2);
        assertThat(proxy.keys()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "http/1.1, http/1.1",
        "http/1.1, spdy/3.1",
        "spdy/3.1, http/1.1",
        "spdy/3.1, spdy/3.1",
    })
    void an_open_tunnel_is_what_the_flow_starts_from(String toProxy, String toOrigin)
            throws Exception {
        Running origin = lab.origin();
        Running proxy = lab.proxy(BOTH);
        Running client = lab.client();
        Route route = route(proxy, List.of(toProxy), List.of(toOrigin));
        client.ask(new Command.Open(1, route, origin.https("/"), Command.Depth.TUNNEL));
        assertThat(client.keys()).hasSize(2);
        client.fetch(route, origin.https("/"));
        client.fetch(route, origin.https("/bytes/500000"));
        assertThat(client.keys()).hasSize(2);
    }

    @Test
    void one_spdy_session_serves_several_origins_and_many_requests() throws Exception {
        Running origin = lab.origin();
        Running proxy = lab.proxy(BOTH);
        Running client = lab.client();
        Route route = route(proxy, SPDY, SPDY);
        client.fetch(route, origin.https("origin", "/"));
        client.fetch(route, origin.https("origin2", "/"));
        client.fetch(route, origin.http("/"));
        assertThat(proxy.keys()).as("one session to the proxy").hasSize(1);
        assertThat(origin.keys()).as("two tunnels").hasSize(2);
        for (int i = 0; i < 30; i++) {
            String url = i % 2 == 0 ? origin.http("/bytes/50000") : origin.https("/bytes/50000");
            client.node().command(new Command.Fetch(i, route, url));
        }
        for (int i = 0; i < 30; i++) {
            assertThat(client.next())
                    .isInstanceOfSatisfying(
                            Event.Fetched.class,
                            fetched -> assertThat(fetched.bodyBytes()).isEqualTo(50_000));
        }
        assertThat(proxy.keys()).hasSize(1);
    }

    @Test
    void a_large_body_arrives_whole_through_tls_in_spdy_in_tls() throws Exception {
        Running origin = lab.origin();
        Running proxy = lab.proxy(BOTH);
        Running client = lab.client();
        for (List<String> toOrigin : List.of(HTTP, SPDY)) {
            assertThat(
                            client.fetch(
                                            route(proxy, SPDY, toOrigin),
                                            origin.https("/bytes/20000000"))
                                    .bodyBytes())
                    .isEqualTo(20_000_000);
        }
    }

    @Test
    void where_the_proxy_has_no_spdy_http_1_1_is_spoken() throws Exception {
        Running origin = lab.origin();
        Running proxy = lab.proxy(HTTP);
        Event.Fetched fetched = lab.client().fetch(route(proxy, SPDY, SPDY), origin.https("/"));
        assertThat(fetched.proxyProtocol()).isEqualTo("http/1.1");
        assertThat(fetched.protocol()).isEqualTo("spdy/3.1");
    }

    @ParameterizedTest
    @CsvSource({"http/1.1", "spdy/3.1"})
    void a_request_that_the_proxy_cannot_serve_gets_a_reason(String protocol) throws Exception {
        Running origin = lab.origin();
        Running proxy = lab.proxy(BOTH);
        Running client = lab.client();
        Route route = route(proxy, List.of(protocol), HTTP);
        int nobody = FreePorts.next();
        assertThat(client.failure(route, "https://origin:" + nobody + "/"))
                .contains("CONNECT origin:" + nobody, "502");
        assertThat(client.failure(route, "https://example.org/"))
                .contains("CONNECT example.org:443", "not a node of this lab");
        assertThat(client.fetch(route, "http://origin:" + nobody + "/").status()).isEqualTo(502);
        assertThat(client.failure(route, "https://client:" + origin.spec().tlsPort() + "/"))
                .contains("TLS handshake with client:", "through the tunnel", "not for \"client\"");
        assertThat(client.fetch(route, origin.https("/")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"http/1.1, http/1.1", "spdy/3.1, http/1.1", "spdy/3.1, spdy/3.1"})
    void an_origin_that_vanishes_fails_the_request(String toProxy, String toOrigin)
            throws Exception {
        Running origin = lab.origin();
        Running proxy = lab.proxy(BOTH);
        Running client = lab.client();
        Route route = route(proxy, List.of(toProxy), List.of(toOrigin));
        client.fetch(route, origin.https("/"));
        client.node().command(new Command.Fetch(1, route, origin.https("/delay/20000")));
        Thread.sleep(1_000);
        origin.node().close();
        assertThat(client.next())
                .isInstanceOfSatisfying(
                        Event.Failed.class,
                        failed -> assertThat(failed.reason()).contains("GET https://origin"));
    }

    @Test
    void a_proxy_that_is_not_there_is_named() throws Exception {
        Running origin = lab.origin();
        Running client =
                lab.client(new Limits(10_000, 30_000, 2_000, 2_000, 16_384, 100, 100, 65_536));
        int nobody = FreePorts.next();
        Route route = new Route("proxy:" + nobody, SPDY, SPDY, TlsChoice.DEFAULT);
        assertThat(client.failure(route, origin.https("/")))
                .isEqualTo("TCP connect to proxy:" + nobody + ": connection refused");
        Route wrong = new Route("proxy:x", SPDY, SPDY, TlsChoice.DEFAULT);
        assertThat(client.failure(wrong, origin.https("/"))).contains("host:port expected");
    }
}
