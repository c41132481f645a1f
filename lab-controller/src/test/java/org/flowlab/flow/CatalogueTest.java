package org.flowlab.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.flowlab.flow.Step.Speech;
import org.junit.jupiter.api.Test;

final class CatalogueTest {
    private static final String SET_UP =
            """
            1 SYN C>P proxy []
            2 SYN_ACK P>C proxy [1]
            3 ACK C>P proxy [2]
            4 Client Hello C>P proxy [2]
            5 Server Hello P>C proxy [4]
            6 Client Key Exchange C>P proxy [5]
            7 Client Finished C>P proxy [6]
            8 Server Finished P>C proxy [7]
            """;

    @Test
    void the_flows_are_direct_and_the_six() {
        assertThat(Catalogue.flows())
                .extracting(Flow::id, f -> f.steps().size())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("direct", 10),
                        org.assertj.core.groups.Tuple.tuple("https-proxy.http", 15),
                        org.assertj.core.groups.Tuple.tuple("https-proxy.https-http", 20),
                        org.assertj.core.groups.Tuple.tuple("https-proxy.https-spdy", 20),
                        org.assertj.core.groups.Tuple.tuple("spdy-proxy.http", 15),
                        org.assertj.core.groups.Tuple.tuple("spdy-proxy.https-http", 20),
                        org.assertj.core.groups.Tuple.tuple("spdy-proxy.https-spdy", 20));
        assertThat(Catalogue.six()).hasSize(6).allMatch(Flow::proxied);
    }

    @Test
    void an_unknown_flow_is_refused_with_the_names_of_those_that_there_are() {
        assertThatThrownBy(() -> Catalogue.flow("spdy-proxy"))
                .hasMessageContaining("no flow 'spdy-proxy'")
                .hasMessageContaining("spdy-proxy.https-spdy");
    }

    @Test
    void an_http_url_takes_fifteen_steps() {
        assertThat(table("https-proxy.http"))
                .isEqualTo(
                        SET_UP
                                + """
                                9 GET http://origin/ C>P origin [8]
                                10 SYN P>O origin [9]
                                11 SYN_ACK O>P origin [10]
                                12 ACK P>O origin [11]
                                13 GET http://origin/ HTTP/1.1 P>O origin [11]
                                14 HTTP/1.1 200 OK O>P origin [13]
                                15 HTTP/1.1 200 OK P>C origin [14]
                                """);
        assertThat(table("spdy-proxy.http"))
                .isEqualTo(
                        SET_UP
                                + """
                                9 SYN_STREAM C>P origin [8]
                                10 SYN P>O origin [9]
                                11 SYN_ACK O>P origin [10]
                                12 ACK P>O origin [11]
                                13 GET http://origin/ HTTP/1.1 P>O origin [11]
                                14 HTTP/1.1 200 O>P origin [13]
                                15 SYN_REPLY P>C origin [14]
                                """);
    }

    @Test
    void an_https_url_takes_twenty_steps_of_which_seven_are_tunnelled() {
        for (Flow flow : Catalogue.six()) {
            if (!flow.tunnelled()) {
                continue;
            }
            boolean spdyProxy = flow.id().startsWith("spdy-proxy");
            boolean spdyOrigin = flow.id().endsWith("-spdy");
            assertThat(table(flow.id()))
                    .as(flow.id())
                    .isEqualTo(
                            SET_UP
                                    + """
                                    9 %s C>P tunnel [8]
                                    10 SYN P>O tunnel [9]
                                    11 SYN_ACK O>P tunnel [10]
                                    12 ACK P>O tunnel [11]
                                    13 %s P>C tunnel [11]
                                    14 Client Hello C=>O tunnel [13]
                                    15 Server Hello O=>C tunnel [14]
                                    16 Client Key Exchange C=>O tunnel [15]
                                    17 Client Finished C=>O tunnel [16]
                                    18 Server Finished O=>C tunnel [17]
                                    19 %s C=>O origin [18]
                                    20 %s O=>C origin [19]
                                    """
                                            .formatted(
                                                    spdyProxy ? "SYN_STREAM" : "CONNECT origin:443",
                                                    spdyProxy
                                                            ? "SYN_REPLY"
                                                            : "HTTP/1.1 200 Connection Established",
                                                    spdyOrigin ? "SYN_STREAM" : "GET / HTTP/1.1",
                                                    spdyOrigin ? "SYN_REPLY" : "HTTP/1.1 200 OK"));
            assertThat(flow.step(9).speech()).isEqualTo(spdyProxy ? Speech.SPDY : Speech.HTTP1);
            assertThat(flow.step(20).speech()).isEqualTo(spdyOrigin ? Speech.SPDY : Speech.HTTP1);
        }
    }

    @Test
    void a_direct_request_has_no_proxy_and_is_all_origin() {
        assertThat(table("direct"))
                .isEqualTo(
                        SET_UP.replace('P', 'O').replace("proxy", "origin")
                                + """
                                9 GET / HTTP/1.1 C>O origin [8]
                                10 HTTP/1.1 200 OK O>C origin [9]
                                """);
    }

    @Test
    void a_kind_on_a_pair_is_one_step_and_every_cause_touches_the_sender() {
        for (Flow flow : Catalogue.flows()) {
            Set<List<Object>> keys = new HashSet<>();
            for (Variant variant : variants(flow)) {
                for (Step step : flow.script(variant).steps()) {
                    for (int cause : step.causes()) {
                        Step before = flow.step(cause);
                        assertThat(step.from() == before.to() || step.from() == before.from())
                                .as("%s: %s caused by %s", flow.id(), step, before)
                                .isTrue();
                    }
                }
            }
            for (Step step : flow.steps()) {
                assertThat(keys.add(List.of(step.kind(), step.from(), step.to(), step.tunnelled())))
                        .isTrue();
            }
        }
    }

    @Test
    void a_warm_proxy_starts_at_9_and_a_warm_tunnel_at_19() {
        Flow flow = Catalogue.flow("spdy-proxy.https-http");
        assertThat(numbers(flow, Variant.of(Reuse.WARM_PROXY, Tls.FULL_1_2)))
                .containsExactlyElementsOf(IntStream.rangeClosed(9, 20).boxed().toList());
        assertThat(numbers(flow, Variant.of(Reuse.WARM_TUNNEL, Tls.FULL_1_2)))
                .containsExactly(19, 20);
        Script script = flow.script(Variant.of(Reuse.WARM_TUNNEL, Tls.FULL_1_2));
        assertThat(script.steps().getFirst().causes()).isEmpty();
        assertThat(script.absent()).hasSize(18).containsEntry(1, "a tunnel to the origin is open");
    }

    @Test
    void a_flow_without_a_tunnel_has_no_warm_tunnel() {
        Flow flow = Catalogue.flow("https-proxy.http");
        assertThat(flow.reuses()).containsExactly(Reuse.COLD, Reuse.WARM_PROXY);
        assertThatThrownBy(() -> flow.script(Variant.of(Reuse.WARM_TUNNEL, Tls.FULL_1_2)))
                .hasMessageContaining("https-proxy.http has no mode warm-tunnel");
    }

    @Test
    void a_warm_origin_leaves_out_10_to_12() {
        Script script = Catalogue.flow("https-proxy.http").script(Variant.SOURCE.withWarmOrigin());
        assertThat(script.absent()).containsOnlyKeys(10, 11, 12);
        assertThat(causes(script, 13)).containsExactly(9);
        Script tunnel =
                Catalogue.flow("spdy-proxy.https-spdy").script(Variant.SOURCE.withWarmOrigin());
        assertThat(tunnel.absent()).containsOnlyKeys(10, 11, 12);
        assertThat(causes(tunnel, 13)).containsExactly(9);
    }

    @Test
    void where_no_key_is_exchanged_the_server_finishes_first() {
        for (Tls tls : List.of(Tls.FULL_1_3, Tls.RESUMED_1_3, Tls.RESUMED_1_2)) {
            Script script =
                    Catalogue.flow("https-proxy.https-spdy").script(Variant.of(Reuse.COLD, tls));
            assertThat(script.absent()).as("%s", tls).containsOnlyKeys(6, 16);
            assertThat(script.steps())
                    .extracting(Step::number)
                    .containsExactly(
                            1, 2, 3, 4, 5, 8, 7, 9, 10, 11, 12, 13, 14, 15, 18, 17, 19, 20);
            assertThat(causes(script, 8)).containsExactly(5);
            assertThat(causes(script, 7)).containsExactly(8);
            assertThat(causes(script, 9)).containsExactlyInAnyOrder(7, 8);
            assertThat(causes(script, 18)).containsExactly(15);
            assertThat(causes(script, 17)).containsExactly(18);
            assertThat(causes(script, 19)).containsExactlyInAnyOrder(17, 18);
        }
    }

    @Test
    void a_retry_stands_between_the_hellos_and_is_numbered_behind_the_flows_own_steps() {
        Tls retried = Tls.FULL_1_3.withRetry();
        Script script =
                Catalogue.flow("https-proxy.https-http")
                        .script(new Variant(Reuse.COLD, false, retried, retried));
        assertThat(script.steps())
                .extracting(Step::number)
                .containsExactly(
                        1, 2, 3, 4, 21, 22, 5, 8, 7, 9, 10, 11, 12, 13, 14, 23, 24, 15, 18, 17, 19,
                        20);
        assertThat(script.step(21).name()).isEqualTo("Hello Retry Request");
        assertThat(causes(script, 21)).containsExactly(4);
        assertThat(causes(script, 22)).containsExactly(21);
        assertThat(causes(script, 5)).containsExactly(22);
        assertThat(causes(script, 15)).containsExactly(24);
        assertThat(script.step(23).tunnelled()).isTrue();
        assertThat(script.last().number()).isEqualTo(20);
    }

    @Test
    void the_two_sessions_of_a_tunnel_may_differ() {
        Script script =
                Catalogue.flow("https-proxy.https-http")
                        .script(new Variant(Reuse.COLD, false, Tls.FULL_1_2, Tls.FULL_1_3));
        assertThat(script.absent()).containsOnlyKeys(16);
        assertThat(causes(script, 8)).containsExactly(7);
        assertThat(causes(script, 17)).containsExactly(18);
    }

    static List<Variant> variants(Flow flow) {
        List<Variant> variants = new java.util.ArrayList<>();
        for (Reuse reuse : flow.reuses()) {
            for (Tls tls : List.of(Tls.FULL_1_2, Tls.RESUMED_1_2, Tls.FULL_1_3, Tls.RESUMED_1_3)) {
                variants.add(Variant.of(reuse, tls));
                variants.add(Variant.of(reuse, tls).withWarmOrigin());
            }
        }
        return variants;
    }

    private static List<Integer> numbers(Flow flow, Variant variant) {
        return flow.script(variant).steps().stream().map(Step::number).toList();
    }

    private static Set<Integer> causes(Script script, int number) {
        return script.steps().stream()
                .filter(s -> s.number() == number)
                .findFirst()
                .orElseThrow()
                .causes();
    }

    private static String table(String id) {
        StringBuilder text = new StringBuilder();
        for (Step s : Catalogue.flow(id).steps()) {
            text.append(s.number()).append(' ').append(s.name()).append(' ');
            text.append(s.from().letter()).append(s.tunnelled() ? "=>" : ">");
            text.append(s.to().letter()).append(' ').append(s.phase().id()).append(' ');
            text.append(s.causes()).append('\n');
        }
        return text.toString();
    }
}
