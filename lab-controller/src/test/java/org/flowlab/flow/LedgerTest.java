package org.flowlab.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.flowlab.flow.Entry.State;
import org.flowlab.flow.Ledger.Verdict;
import org.flowlab.flow.Sighting.Kind;
import org.flowlab.flow.Sighting.Transmission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class LedgerTest {
    private static final long MS = 1_000_000;
    private static final Flow TUNNEL = Catalogue.flow("spdy-proxy.https-http");
    private static final Flow PLAIN = Catalogue.flow("https-proxy.http");

    static Stream<Arguments> every_flow_and_variant() {
        return Catalogue.flows().stream()
                .flatMap(f -> CatalogueTest.variants(f).stream().map(v -> Arguments.of(f, v)));
    }

    @ParameterizedTest
    @MethodSource("every_flow_and_variant")
    void a_run_as_the_catalogue_has_it_conforms(Flow flow, Variant variant) {
        List<Sighting> sightings =
                new ArrayList<>(Simulated.sightings(flow, variant, Simulated.network(), MS / 10));
        Collections.shuffle(sightings, new Random(1));
        Run run = Run.of(flow, variant, Simulated.parties(flow), Simulated.network(), sightings);
        assertThat(run.problems()).isEmpty();
        assertThat(run.verdict()).isEqualTo(Verdict.CONFORMS);
        Ledger ledger = run.ledger();
        assertThat(ledger.entries()).hasSameSizeAs(flow.steps());
        assertThat(ledger.startNanos()).isEqualTo(Simulated.START);
        assertThat(ledger.entries())
                .allSatisfy(
                        e ->
                                assertThat(e.state())
                                        .isEqualTo(
                                                flow.script(variant)
                                                                .absent()
                                                                .containsKey(e.step().number())
                                                        ? State.ABSENT
                                                        : State.SEEN));
        Times times = ledger.times();
        assertThat(times.totalNanos())
                .isEqualTo(times.proxyNanos() + times.tunnelNanos() + times.originNanos());
    }

    @ParameterizedTest
    @MethodSource("every_flow_and_variant")
    void whichever_step_is_missing_is_named(Flow flow, Variant variant) {
        List<Sighting> sightings = Simulated.sightings(flow, variant, Simulated.network(), MS / 10);
        for (Step step : flow.script(variant).steps()) {
            Ledger ledger = ledger(flow, variant, Simulated.without(sightings, step));
            assertThat(ledger.verdict()).isEqualTo(Verdict.DEVIATES);
            assertThat(ledger.entry(step.number()).orElseThrow().state()).isEqualTo(State.MISSING);
            assertThat(ledger.problems())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("step " + step.number() + " (")
                    .endsWith("is missing");
        }
    }

    @ParameterizedTest
    @MethodSource("every_flow_and_variant")
    void whichever_step_comes_twice_is_named(Flow flow, Variant variant) {
        List<Sighting> sightings = Simulated.sightings(flow, variant, Simulated.network(), MS / 10);
        for (Step step : flow.script(variant).steps()) {
            List<Sighting> more = new ArrayList<>(sightings);
            more.add(Simulated.later(Simulated.find(sightings, step), 500 * MS));
            Ledger ledger = ledger(flow, variant, more);
            assertThat(ledger.verdict()).isEqualTo(Verdict.DEVIATES);
            assertThat(ledger.strays()).hasSize(1);
            assertThat(ledger.problems())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("step " + step.number() + " (")
                    .contains("was seen again at");
        }
    }

    @ParameterizedTest
    @MethodSource("every_flow_and_variant")
    void whichever_step_precedes_its_cause_is_named(Flow flow, Variant variant) {
        List<Sighting> sightings = Simulated.sightings(flow, variant, Simulated.network(), MS / 10);
        for (Step step : flow.script(variant).steps()) {
            if (step.causes().isEmpty()) {
                continue;
            }
            List<Sighting> early =
                    Simulated.replace(sightings, step, s -> Simulated.later(s, -MS / 5));
            Ledger ledger = ledger(flow, variant, early);
            assertThat(ledger.verdict()).isEqualTo(Verdict.DEVIATES);
            assertThat(ledger.problems())
                    .anySatisfy(
                            p ->
                                    assertThat(p)
                                            .startsWith("step " + step.number() + " (")
                                            .contains("before step"));
        }
    }

    @Test
    void a_hand_written_run_has_the_times_that_were_written() {
        Flow direct = Catalogue.flow("direct");
        Variant tls13 = Variant.of(Reuse.COLD, Tls.FULL_1_3);
        List<Sighting> seen =
                List.of(
                        by("client", Kind.SYN, 1000, 1010),
                        by("origin", Kind.SYN_ACK, 1011, 1021),
                        by("client", Kind.ACK, 1021, 1031),
                        by("client", Kind.CLIENT_HELLO, 1023, 1033),
                        by("origin", Kind.SERVER_HELLO, 1036, 1046),
                        by("origin", Kind.SERVER_FINISHED, 1036, 1046),
                        by("client", Kind.CLIENT_FINISHED, 1050, 1060),
                        by("client", Kind.REQUEST, 1050, 1060),
                        by("origin", Kind.RESPONSE, 1065, 1075));
        Ledger ledger = ledger(direct, tls13, seen);
        assertThat(ledger.problems()).isEmpty();
        assertThat(ledger.startNanos()).isEqualTo(1000);
        assertThat(ledger.times()).isEqualTo(new Times(75L, 0L, 0L, 75L));
        assertThat(ledger.entries())
                .extracting(e -> e.step().number())
                .containsExactly(1, 2, 3, 4, 5, 6, 8, 7, 9, 10);
        assertThat(ledger.entry(6).orElseThrow().note()).contains("TLS 1.3");
        // cause and gap: 4 answers 2 (arrived 21), 8 leaves with 5 (sent 36), 7 answers 8
        assertThat(cause(ledger, 4)).containsExactly(2L, 2L);
        assertThat(cause(ledger, 5)).containsExactly(4L, 3L);
        assertThat(cause(ledger, 8)).containsExactly(5L, 0L);
        assertThat(cause(ledger, 7)).containsExactly(8L, 4L);
        assertThat(cause(ledger, 9)).containsExactly(7L, 0L);
        assertThat(cause(ledger, 10)).containsExactly(9L, 5L);
        assertThat(cause(ledger, 1)).containsExactly(0L, 0L);
    }

    @Test
    void phases_of_a_tunnel_are_cut_where_9_and_19_are_sent() {
        // 20 ms and 10 ms one way, 1 ms in each node before it answers: six waits in the
        // proxy's phase (2, 4, 5, 6, 8, 9), eight in the tunnel's (10, 11, 13, 14, 15, 16, 18, 19)
        Ledger ledger =
                ledger(
                        TUNNEL,
                        Variant.SOURCE,
                        Simulated.sightings(TUNNEL, Variant.SOURCE, Simulated.network(), MS));
        Times times = ledger.times();
        assertThat(times.proxyNanos()).isEqualTo((120 + 6) * MS);
        assertThat(times.tunnelNanos()).isEqualTo((40 + 20 + 120 + 8) * MS);
        assertThat(times.originNanos()).isEqualTo((60 + 1) * MS);
        assertThat(times.totalNanos()).isEqualTo(375 * MS);
    }

    @Test
    void a_lost_message_is_one_step_with_its_transmissions() {
        Step syn = PLAIN.step(1);
        List<Sighting> sightings =
                Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0).stream()
                        .map(
                                s ->
                                        s.kind() == Kind.SYN && s.from().equals("client")
                                                ? Simulated.lost(s, 1, 1000 * MS)
                                                : Simulated.later(s, 1000 * MS))
                        .toList();
        Ledger ledger = ledger(PLAIN, Variant.SOURCE, sightings);
        assertThat(ledger.problems()).isEmpty();
        assertThat(ledger.times().totalNanos()).isEqualTo((1000 + 200) * MS);
        Entry.Seen seen = ledger.entry(syn.number()).orElseThrow().seen();
        assertThat(seen).isNotNull();
        assertThat(seen.sentNanos()).isZero();
        assertThat(seen.arrivedNanos()).isEqualTo(1020 * MS);
        assertThat(seen.transmissions())
                .containsExactly(
                        new Transmission("client", 0, true),
                        new Transmission("client", 1000 * MS, false));
    }

    @Test
    void twelve_and_thirteen_may_come_in_either_order() {
        List<Sighting> sightings =
                Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0);
        List<Sighting> late =
                Simulated.replace(sightings, PLAIN.step(12), s -> Simulated.later(s, MS));
        assertThat(ledger(PLAIN, Variant.SOURCE, late).verdict()).isEqualTo(Verdict.CONFORMS);
    }

    @Test
    void a_step_on_the_wrong_pair_of_nodes_is_missing_and_stray() {
        List<Sighting> sightings =
                Simulated.replace(
                        Simulated.sightings(TUNNEL, Variant.SOURCE, Simulated.network(), 0),
                        TUNNEL.step(14),
                        s -> Simulated.between(s, s.kind(), "proxy", "origin", "to origin", false));
        Ledger ledger = ledger(TUNNEL, Variant.SOURCE, sightings);
        assertThat(ledger.problems())
                .containsExactlyInAnyOrder(
                        "Client Hello from proxy to origin at 180.000 ms is no step of"
                                + " spdy-proxy.https-http; expected: step 14 (Client Hello, client to"
                                + " origin in the tunnel)",
                        "step 14 (Client Hello, client to origin in the tunnel) is missing");
    }

    @Test
    void a_step_of_a_node_that_plays_no_part_is_stray() {
        List<Sighting> sightings =
                new ArrayList<>(Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0));
        sightings.add(
                Simulated.between(
                        sightings.getFirst(), Kind.SYN, "client", "other", "elsewhere", false));
        assertThat(ledger(PLAIN, Variant.SOURCE, sightings).problems())
                .containsExactly(
                        "SYN from client to other at 0.000 ms is no step of https-proxy.http");
    }

    @Test
    void a_step_that_the_variant_cannot_have_is_reported_with_the_reason() {
        List<Sighting> sightings =
                Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0);
        assertThat(ledger(PLAIN, Variant.SOURCE.withWarmOrigin(), sightings).problems())
                .hasSize(3)
                .first()
                .asString()
                .startsWith("step 10 (SYN, proxy to origin) was seen at")
                .endsWith("although the proxy reuses its connection to the origin");
    }

    @Test
    void a_step_on_another_connection_is_reported() {
        List<Sighting> sightings =
                Simulated.replace(
                        Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0),
                        PLAIN.step(9),
                        s -> Simulated.between(s, s.kind(), "client", "proxy", "second", false));
        assertThat(ledger(PLAIN, Variant.SOURCE, sightings).problems())
                .containsExactly(
                        "step 9 (GET http://origin/, client to proxy) runs on another connection"
                                + " (second) than step 1 (to proxy)");
    }

    @Test
    void a_step_in_the_wrong_protocol_is_reported() {
        Flow http = Catalogue.flow("https-proxy.https-http");
        List<Sighting> spdy = Simulated.sightings(TUNNEL, Variant.SOURCE, Simulated.network(), 0);
        assertThat(ledger(http, Variant.SOURCE, spdy).problems())
                .containsExactly(
                        "step 9 (CONNECT origin:443, client to proxy) was spoken over SPDY, not"
                                + " HTTP/1.1: SYN_STREAM",
                        "step 13 (HTTP/1.1 200 Connection Established, proxy to client) was spoken"
                                + " over SPDY, not HTTP/1.1: SYN_REPLY");
    }

    @Test
    void steps_in_records_that_no_key_opens_are_unread_and_not_guessed() {
        List<Sighting> sealed =
                Simulated.sightings(TUNNEL, Variant.SOURCE, Simulated.network(), 0).stream()
                        .map(s -> s.tunnelled() && !handshakeInTheClear(s) ? unread(s) : s)
                        .toList();
        Ledger ledger = ledger(TUNNEL, Variant.SOURCE, sealed);
        assertThat(ledger.problems()).isEmpty();
        assertThat(ledger.verdict()).isEqualTo(Verdict.UNREAD);
        assertThat(states(ledger, State.UNREAD)).containsExactly(17, 18, 19, 20);
        assertThat(ledger.entry(20).orElseThrow().seen()).isNull();
        assertThat(ledger.times().totalNanos()).isNull();
        assertThat(ledger.times().proxyNanos()).isEqualTo(120 * MS);
        assertThat(ledger.times().tunnelNanos()).isNull();
    }

    @Test
    void where_the_outer_session_is_sealed_the_tunnel_is_seen_behind_the_proxy_only() {
        List<Sighting> sealed = new ArrayList<>();
        for (Sighting s : Simulated.sightings(TUNNEL, Variant.SOURCE, Simulated.network(), 0)) {
            if (s.tunnelled()) {
                boolean up = s.from().equals("client");
                String from = up ? "proxy" : s.from();
                String to = up ? s.to() : "proxy";
                sealed.add(Simulated.between(s, s.kind(), from, to, "to origin", false));
                from = up ? "client" : "proxy";
                to = up ? "proxy" : "client";
                sealed.add(Simulated.between(s, Kind.UNREAD, from, to, "to proxy", false));
            } else if (s.connection().equals("to proxy")
                    && s.kind() != Kind.SYN
                    && s.kind() != Kind.SYN_ACK
                    && s.kind() != Kind.ACK
                    && !handshakeInTheClear(s)) {
                sealed.add(unread(s));
            } else {
                sealed.add(s);
            }
        }
        Ledger ledger = ledger(TUNNEL, Variant.SOURCE, sealed);
        assertThat(ledger.problems()).isEmpty();
        assertThat(ledger.verdict()).isEqualTo(Verdict.UNREAD);
        assertThat(states(ledger, State.UNREAD))
                .containsExactly(7, 8, 9, 13, 14, 15, 16, 17, 18, 19, 20);
        assertThat(ledger.entry(14).orElseThrow().note())
                .startsWith("seen between proxy and origin at");
    }

    @Test
    void a_step_that_nothing_sealed_can_hide_is_missing() {
        List<Sighting> sightings =
                Simulated.sightings(TUNNEL, Variant.SOURCE, Simulated.network(), 0);
        // the client's Finished is sealed, and the request was never sent: only a record that the
        // client sent later could hide it
        List<Sighting> sealed =
                Simulated.without(Simulated.without(sightings, TUNNEL.step(19)), TUNNEL.step(20))
                        .stream()
                        .map(s -> s.kind() == Kind.CLIENT_FINISHED && s.tunnelled() ? unread(s) : s)
                        .toList();
        Ledger ledger = ledger(TUNNEL, Variant.SOURCE, sealed);
        assertThat(states(ledger, State.UNREAD)).containsExactly(17);
        assertThat(states(ledger, State.MISSING)).containsExactly(19, 20);
        assertThat(ledger.verdict()).isEqualTo(Verdict.DEVIATES);
    }

    @Test
    void a_step_whose_cause_is_unread_has_no_gap() {
        List<Sighting> sealed =
                Simulated.sightings(TUNNEL, Variant.SOURCE, Simulated.network(), 0).stream()
                        .map(s -> s.tunnelled() && s.kind() == Kind.SERVER_FINISHED ? unread(s) : s)
                        .toList();
        Entry.Seen request = ledger(TUNNEL, Variant.SOURCE, sealed).entry(19).orElseThrow().seen();
        assertThat(request).isNotNull();
        assertThat(request.gapNanos()).isNull();
        assertThat(request.cause()).isZero();
    }

    @Test
    void nothing_seen_is_everything_missing() {
        Ledger ledger = ledger(PLAIN, Variant.SOURCE, List.of());
        assertThat(ledger.problems()).hasSize(15);
        assertThat(ledger.times()).isEqualTo(new Times(null, null, 0L, null));
    }

    @Test
    void a_run_faster_than_the_network_is_a_problem() {
        List<Sighting> sightings =
                Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0);
        Network slower = Simulated.both(Simulated.network(), Role.PROXY, Role.ORIGIN, 11);
        Run run = Run.of(PLAIN, Variant.SOURCE, Simulated.PARTIES, slower, sightings);
        assertThat(run.ledger().verdict()).isEqualTo(Verdict.CONFORMS);
        assertThat(run.verdict()).isEqualTo(Verdict.DEVIATES);
        assertThat(run.problems())
                .containsExactly(
                        "the whole took 200.000 ms, less than the network's share of 204.000 ms:"
                                + " the lab's clock or wire is wrong",
                        "phase origin took 80.000 ms, less than the network's share of 84.000 ms:"
                                + " the lab's clock or wire is wrong");
        assertThat(run.excessNanos()).isEqualTo(-4 * MS);
    }

    /// As where a proxy uses a connection that it kept.
    @Test
    void a_run_that_left_steps_out_may_be_faster_than_the_network() {
        List<Sighting> sightings =
                Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0).stream()
                        .filter(s -> !s.from().equals("proxy") || s.kind() != Kind.SYN)
                        .toList();
        Network slower = Simulated.both(Simulated.network(), Role.PROXY, Role.ORIGIN, 11);
        Run run = Run.of(PLAIN, Variant.SOURCE, Simulated.PARTIES, slower, sightings);
        assertThat(run.problems()).containsExactly("step 10 (SYN, proxy to origin) is missing");
    }

    private static Ledger ledger(Flow flow, Variant variant, List<Sighting> sightings) {
        return Ledger.of(flow, variant, Simulated.parties(flow), sightings);
    }

    private static boolean handshakeInTheClear(Sighting s) {
        return s.kind() == Kind.CLIENT_HELLO
                || s.kind() == Kind.SERVER_HELLO
                || s.kind() == Kind.CLIENT_KEY_EXCHANGE;
    }

    private static Sighting unread(Sighting s) {
        return Simulated.between(s, Kind.UNREAD, s.from(), s.to(), s.connection(), s.tunnelled());
    }

    private static List<Integer> states(Ledger ledger, State state) {
        return ledger.entries().stream()
                .filter(e -> e.state() == state)
                .map(e -> e.step().number())
                .toList();
    }

    private static List<Long> cause(Ledger ledger, int number) {
        Entry.Seen seen = ledger.entry(number).orElseThrow().seen();
        assertThat(seen).isNotNull();
        return List.of((long) seen.cause(), seen.gapNanos());
    }

    private static Sighting by(String from, Kind kind, long sent, long arrived) {
        return new Sighting(
                kind,
                from,
                from.equals("client") ? "origin" : "client",
                "c",
                false,
                0,
                kind.name(),
                sent,
                arrived,
                List.of(new Transmission(from, sent, false)),
                null);
    }
}
