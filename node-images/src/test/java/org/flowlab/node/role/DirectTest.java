package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.role.LoopbackLab.BOTH;
import static org.flowlab.node.role.LoopbackLab.HTTP;
import static org.flowlab.node.role.LoopbackLab.SPDY;
import static org.flowlab.node.role.LoopbackLab.direct;

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

@Timeout(180)
class DirectTest {
    private final LoopbackLab lab = new LoopbackLab();

    @AfterEach
    void stop() {
        lab.close();
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_1_2, RSA, NPN, spdy/3.1",
        "TLS_1_2, RSA, ALPN, spdy/3.1",
        "TLS_1_2, ECDHE, NPN, http/1.1",
        "TLS_1_2, ECDHE, ALPN, http/1.1",
        "TLS_1_3, ECDHE, ALPN, spdy/3.1",
        "TLS_1_3, ECDHE, ALPN, http/1.1",
    })
    void an_https_page_is_fetched(
            Version version, KeyExchange exchange, Negotiation how, String protocol)
            throws Exception {
        Running origin = lab.origin();
        Running client = lab.client();
        Route route = direct(List.of(protocol), new TlsChoice(version, exchange, how, false));
        Event.Fetched fetched = client.fetch(route, origin.https("/"));
        assertThat(fetched.status()).isEqualTo(200);
        assertThat(fetched.protocol()).isEqualTo(protocol);
        assertThat(fetched.proxyProtocol()).isEmpty();
        assertThat(fetched.bodyBytes()).isGreaterThan(50);
        assertThat(client.keys()).isNotEmpty();
        assertThat(origin.keys()).containsAll(client.keys());
        assertThat(client.ask(new Command.CloseAll(2))).isEqualTo(new Event.Done(2));
    }

    @Test
    void without_offers_http_1_1_is_spoken() throws Exception {
        Running origin = lab.origin();
        Event.Fetched fetched =
                lab.client().fetch(direct(List.of(), TlsChoice.DEFAULT), origin.https("/"));
        assertThat(fetched.protocol()).isEqualTo("http/1.1");
    }

    @Test
    void a_client_that_wants_spdy_gets_http_from_an_origin_without_it() throws Exception {
        Running origin = lab.origin(HTTP, null);
        Event.Fetched fetched =
                lab.client().fetch(direct(SPDY, TlsChoice.DEFAULT), origin.https("/"));
        assertThat(fetched.protocol()).isEqualTo("http/1.1");
    }

    @Test
    void a_client_that_finds_nothing_it_speaks_in_a_servers_list_says_so() throws Exception {
        Running origin = lab.origin(SPDY, null);
        assertThat(lab.client().failure(direct(HTTP, TlsChoice.DEFAULT), origin.https("/")))
                .startsWith("TLS handshake with origin:")
                .contains("offers no protocol by NPN that this node speaks");
    }

    @Test
    void a_plain_page_is_fetched() throws Exception {
        Running origin = lab.origin();
        assertThat(lab.client().fetch(direct(BOTH, TlsChoice.DEFAULT), origin.http("/")).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"http/1.1", "spdy/3.1"})
    void bodies_of_any_size_arrive_whole(String protocol) throws Exception {
        Running origin = lab.origin();
        Running client = lab.client();
        Route route = direct(List.of(protocol), TlsChoice.DEFAULT);
        for (long size : new long[] {0, 1, 16_383, 16_384, 16_385, 70_000, 5_000_000}) {
            assertThat(client.fetch(route, origin.https("/bytes/" + size)).bodyBytes())
                    .isEqualTo(size);
        }
        assertThat(client.keys()).as("one connection, so one handshake").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"http/1.1", "spdy/3.1"})
    void an_open_connection_is_used_again_and_a_closed_one_is_not(String protocol)
            throws Exception {
        Running origin = lab.origin();
        Running client = lab.client();
        Route route = direct(List.of(protocol), TlsChoice.DEFAULT);
        assertThat(client.ask(new Command.Open(7, route, origin.https("/"), Command.Depth.TUNNEL)))
                .isEqualTo(new Event.Opened(7));
        assertThat(client.keys()).hasSize(1);
        client.fetch(route, origin.https("/"));
        client.fetch(route, origin.https("/"));
        assertThat(client.keys()).hasSize(1);
        client.ask(new Command.CloseAll(8));
        client.fetch(route, origin.https("/"));
        assertThat(client.keys()).hasSize(2);
        Route other =
                direct(
                        List.of(protocol),
                        new TlsChoice(Version.TLS_1_2, KeyExchange.ECDHE, Negotiation.NPN, false));
        client.fetch(other, origin.https("/"));
        assertThat(client.keys()).as("another route, another connection").hasSize(3);
    }

    @Test
    void requests_at_once_share_one_session() throws Exception {
        Running origin = lab.origin();
        Running client = lab.client();
        Route route = direct(SPDY, TlsChoice.DEFAULT);
        for (int i = 0; i < 20; i++) {
            client.node().command(new Command.Fetch(i, route, origin.https("/bytes/100000")));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(client.next()).isInstanceOf(Event.Fetched.class);
        }
        assertThat(client.keys()).hasSize(1);
    }

    @Test
    void answers_that_take_a_while_are_waited_for() throws Exception {
        Limits hasty = new Limits(10_000, 30_000, 300, 300, 16_384, 100, 100, 262_144);
        Running origin = lab.origin(BOTH, hasty);
        Running client = lab.client();
        assertThat(
                        client.fetch(direct(HTTP, TlsChoice.DEFAULT), origin.https("/delay/900"))
                                .status())
                .isEqualTo(200);
        assertThat(
                        client.fetch(direct(SPDY, TlsChoice.DEFAULT), origin.https("/delay/900"))
                                .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"http/1.1", "spdy/3.1"})
    void an_origin_ends_what_is_idle_and_the_client_connects_anew(String protocol)
            throws Exception {
        Running origin =
                lab.origin(BOTH, new Limits(10_000, 30_000, 300, 300, 16_384, 100, 100, 262_144));
        Running client = lab.client();
        Route route = direct(List.of(protocol), TlsChoice.DEFAULT);
        client.fetch(route, origin.https("/"));
        for (int i = 0; i < 20 && client.keys().size() < 2; i++) {
            Thread.sleep(1_000);
            client.fetch(route, origin.https("/"));
        }
        assertThat(client.keys()).as("two handshakes").hasSize(2);
    }

    @Test
    void an_answer_that_never_comes_is_a_failure_that_says_so() throws Exception {
        Running origin = lab.origin();
        Running client =
                lab.client(new Limits(10_000, 30_000, 300, 300, 16_384, 100, 100, 262_144));
        for (List<String> offers : List.of(HTTP, SPDY)) {
            assertThat(
                            client.failure(
                                    direct(offers, TlsChoice.DEFAULT),
                                    origin.https("/delay/30000")))
                    .contains("GET https://origin:", "no answer came in 300 ms", "answer-timeout");
        }
    }

    @Test
    void failures_name_the_hop_and_the_cause() throws Exception {
        Running origin = lab.origin();
        Running client = lab.client();
        Route route = direct(BOTH, TlsChoice.DEFAULT);
        int nobody = FreePorts.next();
        assertThat(client.failure(route, "https://origin:" + nobody + "/"))
                .isEqualTo("TCP connect to origin:" + nobody + ": connection refused");
        assertThat(client.failure(route, "https://example.org/"))
                .isEqualTo("origin example.org:443: \"example.org\" is not a node of this lab");
        assertThat(client.failure(route, "https://client:" + origin.spec().tlsPort() + "/"))
                .contains("TLS handshake", "not for \"client\"");
        assertThat(client.failure(route, "https://origin:" + origin.spec().plainPort() + "/"))
                .contains("TLS handshake", "does not speak TLS");
        assertThat(client.failure(route, "gopher://origin/")).contains("http:// or https://");
        assertThat(client.failure(route, "https://")).contains("URL");
    }

    @Test
    void a_client_takes_addresses_of_nodes_only() throws Exception {
        Running origin = lab.origin();
        Running client = lab.client();
        Route route = direct(BOTH, TlsChoice.DEFAULT);
        assertThat(client.fetch(route, origin.https("127.0.0.1", "/")).status()).isEqualTo(200);
        assertThat(client.failure(route, origin.https("127.0.0.2", "/"))).contains("not a node");
    }

    @ParameterizedTest
    @CsvSource({"TLS_1_2, RSA, NPN", "TLS_1_3, ECDHE, ALPN"})
    void sessions_are_resumed_where_that_was_asked_for(
            Version version, KeyExchange exchange, Negotiation how) throws Exception {
        Running origin = lab.origin();
        Running client = lab.client();
        Route route = direct(BOTH, new TlsChoice(version, exchange, how, true));
        for (int i = 0; i < 3; i++) {
            client.fetch(route, origin.https("/"));
            client.ask(new Command.CloseAll(i));
        }
        assertThat(client.keys().size())
                .as("a resumed session of TLS 1.2 has the master secret of the first")
                .isGreaterThan(2);
        if (version == Version.TLS_1_2) {
            assertThat(client.keys())
                    .extracting(line -> line.substring(line.lastIndexOf(' ')))
                    .containsOnly(
                            client.keys()
                                    .getFirst()
                                    .substring(client.keys().getFirst().lastIndexOf(' ')));
        }
        assertThat(client.ask(new Command.Forget(9))).isEqualTo(new Event.Done(9));
        client.fetch(route, origin.https("/"));
    }

    @Test
    void an_origin_closes_its_connections_when_told_and_goes_on_listening() throws Exception {
        Running origin = lab.origin();
        Running client = lab.client();
        for (String offer : List.of("spdy/3.1", "http/1.1")) {
            Route route = direct(List.of(offer), TlsChoice.DEFAULT);
            client.fetch(route, origin.https("/"));
            assertThat(origin.ask(new Command.CloseAll(1))).isEqualTo(new Event.Done(1));
            client.fetch(route, origin.https("/"));
            origin.ask(new Command.CloseAll(2));
            assertThat(origin.ask(new Command.CloseAll(3))).isEqualTo(new Event.Done(3));
        }
    }

    @Test
    void a_node_that_has_ended_says_so() throws Exception {
        Running client = lab.client();
        assertThat(client.ask(new Command.Stop(3))).isEqualTo(new Event.Done(3));
        assertThat(client.ask(new Command.CloseAll(4))).isInstanceOf(Event.Failed.class);
        client.node().close();
        client.node().close();
    }

    @Test
    void a_port_that_is_taken_fails_the_start() throws Exception {
        Running origin = lab.origin();
        java.util.concurrent.BlockingQueue<Event> events =
                new java.util.concurrent.LinkedBlockingQueue<>();
        Node second = Nodes.start(origin.spec(), Thread::new, events::add);
        assertThat(events.take())
                .isInstanceOfSatisfying(
                        Event.Failed.class,
                        failed -> assertThat(failed.reason()).contains("origin", "in use"));
        second.close();
    }
}
