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
import org.flowlab.node.spec.Route;
import org.flowlab.node.spec.Route.KeyExchange;
import org.flowlab.node.spec.Route.Negotiation;
import org.flowlab.node.spec.Route.TlsChoice;
import org.flowlab.node.spec.Route.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class ProxyTest {
    private static final TlsChoice TLS_1_3 =
            new TlsChoice(Version.TLS_1_3, KeyExchange.ECDHE, Negotiation.ALPN, false);
    private final LoopbackLab lab = new LoopbackLab();

    @AfterEach
    void stop() {
        lab.close();
    }

    static Route via(Running proxy, String proxyOffer, String originOffer, TlsChoice tls) {
        return new Route(proxy.tls("proxy"), List.of(proxyOffer), List.of(originOffer), tls);
    }

    @ParameterizedTest
    @CsvSource({
        "http/1.1, http,  http/1.1, false",
        "http/1.1, https, http/1.1, false",
        "http/1.1, https, spdy/3.1, false",
        "spdy/3.1, http,  http/1.1, false",
        "spdy/3.1, https, http/1.1, false",
        "spdy/3.1, https, spdy/3.1, false",
        "http/1.1, https, spdy/3.1, true",
        "spdy/3.1, https, spdy/3.1, true",
    })
    void the_six_flows_bring_the_page(
            String proxyOffer, String scheme, String originOffer, boolean newer) throws Exception {
        Running origin = lab.origin();
        Running proxy = lab.proxy(BOTH);
        Running client = lab.client();
        Route route = via(proxy, proxyOffer, originOffer, newer ? TLS_1_3 : TlsChoice.DEFAULT);
        String url = scheme.equals("http") ? origin.http("/") : origin.https("/");
        for (int i = 0; i < 3; i++) {
            Event.Fetched fetched = client.fetch(route, url);
            assertThat(fetched.status()).isEqualTo(200);
            assertThat(fetched.proxyProtocol()).isEqualTo(proxyOffer);
            assertThat(fetched.bodyBytes()).isGreaterThan(50);
        }
        assertThat(client.ask(new Command.CloseAll(2))).isEqualTo(new Event.Done(2));
    }

    @ParameterizedTest
    @CsvSource({"http/1.1, http", "spdy/3.1, http", "http/1.1, https", "spdy/3.1, https"})
    void a_large_page_comes_whole(String proxyOffer, String scheme) throws Exception {
        Running origin = lab.origin();
        Running proxy = lab.proxy(BOTH);
        Running client = lab.client();
        Route route = via(proxy, proxyOffer, proxyOffer, TlsChoice.DEFAULT);
        String path = "/bytes/20000000";
        String url = scheme.equals("http") ? origin.http(path) : origin.https(path);
        assertThat(client.fetch(route, url).bodyBytes()).isEqualTo(20_000_000);
    }

    @ParameterizedTest
    @CsvSource({"http/1.1", "spdy/3.1"})
    void what_is_no_node_of_the_lab_is_forbidden(String offer) throws Exception {
        Running proxy = lab.proxy(offer.equals("spdy/3.1") ? SPDY : HTTP);
        Running client = lab.client();
        Route route = via(proxy, offer, offer, TlsChoice.DEFAULT);
        assertThat(client.fetch(route, "http://example.com/").status()).isEqualTo(403);
        assertThat(client.failure(route, "https://example.com/"))
                .contains("403", "not a node of this lab");
    }

    @ParameterizedTest
    @CsvSource({"http/1.1", "spdy/3.1"})
    void an_origin_that_refuses_is_a_bad_gateway(String offer) throws Exception {
        Running proxy = lab.proxy(BOTH);
        Running client = lab.client();
        Route route = via(proxy, offer, offer, TlsChoice.DEFAULT);
        int port = FreePorts.next();
        assertThat(client.fetch(route, "http://origin:" + port + "/").status()).isEqualTo(502);
        assertThat(client.failure(route, "https://origin:" + port + "/"))
                .contains("502", "origin:" + port, "refused");
    }
}
