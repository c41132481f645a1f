package org.flowlab.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flowlab.flow.Entry.State;
import org.flowlab.flow.Ledger.Verdict;
import org.flowlab.flow.Sighting.Kind;
import org.flowlab.flow.Sighting.Transmission;
import org.flowlab.unit.BitRate;
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
        assertThat(run.problemWords()).isEmpty();
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
    void any_step_that_is_missing_is_named(Flow flow, Variant variant) {
        List<Sighting> sightings = Simulated.sightings(flow, variant, Simulated.network(), MS / 10);
        for (Step step : flow.script(variant).steps()) {
            Ledger ledger = ledger(flow, variant, Simulated.without(sightings, step));
            assertThat(ledger.verdict()).isEqualTo(Verdict.DEVIATES);
            assertThat(ledger.entry(step.number()).orElseThrow().state()).isEqualTo(State.MISSING);
            assertThat(ledger.problemWords())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("step " + step.number() + " (")
                    .endsWith("is missing");
        }
    }

    @ParameterizedTest
    @MethodSource("every_flow_and_variant")
    void any_step_that_comes_twice_is_named(Flow flow, Variant variant) {
        List<Sighting> sightings = Simulated.sightings(flow, variant, Simulated.network(), MS / 10);
        for (Step step : flow.script(variant).steps()) {
            Sighting again = Simulated.later(Simulated.find(sightings, step), 500 * MS);
            List<Sighting> more = new ArrayList<>(sightings);
            more.addFirst(again); // sightings come in any order
            Ledger ledger = ledger(flow, variant, more);
            assertThat(ledger.verdict()).isEqualTo(Verdict.DEVIATES);
            assertThat(ledger.strays()).containsExactly(again);
            assertThat(ledger.problemWords())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("step " + step.number() + " (")
                    .contains("was seen again at");
        }
    }

    @ParameterizedTest
    @MethodSource("every_flow_and_variant")
    void any_step_that_precedes_its_cause_is_named(Flow flow, Variant variant) {
        List<Sighting> sightings = Simulated.sightings(flow, variant, Simulated.network(), MS / 10);
        for (Step step : flow.script(variant).steps()) {
            if (step.causes().isEmpty()) {
                continue;
            }
            List<Sighting> early =
                    Simulated.replace(sightings, step, s -> Simulated.later(s, -MS / 5));
            Ledger ledger = ledger(flow, variant, early);
            assertThat(ledger.verdict()).isEqualTo(Verdict.DEVIATES);
            assertThat(ledger.problemWords())
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
        assertThat(ledger.problemWords()).isEmpty();
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
    void a_step_that_is_a_nanosecond_early_is_early() {
        List<Sighting> sightings =
                Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0);
        List<Sighting> early =
                Simulated.replace(sightings, PLAIN.step(2), s -> Simulated.later(s, -1));
        assertThat(ledger(PLAIN, Variant.SOURCE, early).problemWords())
                .containsExactly(
                        "step 2 (SYN_ACK, proxy to client) was sent 0.000 ms before step 1 (SYN,"
                                + " client to proxy) had arrived");
    }

    @Test
    void the_cause_is_the_one_that_was_complete_last() {
        Flow direct = Catalogue.flow("direct");
        Variant tls13 = Variant.of(Reuse.COLD, Tls.FULL_1_3);
        for (boolean own : new boolean[] {true, false}) {
            List<Sighting> seen =
                    List.of(
                            by("origin", Kind.SERVER_FINISHED, 1000, 1010),
                            by("client", Kind.CLIENT_FINISHED, own ? 1012 : 1008, 1020),
                            by("client", Kind.REQUEST, 1015, 1025));
            assertThat(cause(ledger(direct, tls13, seen), 9))
                    .containsExactly(own ? 7L : 8L, own ? 3L : 5L);
        }
    }

    @Test
    void a_cause_that_took_no_time_is_a_cause() {
        Flow direct = Catalogue.flow("direct");
        List<Sighting> seen =
                List.of(by("client", Kind.SYN, 1000, 1000), by("origin", Kind.SYN_ACK, 1000, 1010));
        assertThat(cause(ledger(direct, Variant.SOURCE, seen), 2)).containsExactly(1L, 0L);
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
    void a_relayed_step_counts_as_repeated_only_if_the_proxy_sent_it_twice() {
        Transmission sent = new Transmission("client", 0, false);
        Transmission lost = new Transmission("proxy", 10, true);
        Transmission relayed = new Transmission("proxy", 20, false);
        Transmission again = new Transmission("proxy", 30, false);
        assertThat(times(sent)).isEqualTo(1);
        assertThat(times(sent, lost, relayed)).isEqualTo(2);
        assertThat(times(sent, relayed, again)).isEqualTo(2);
    }

    private static int times(Transmission... transmissions) {
        return new Entry.Seen(
                        0,
                        40L,
                        List.of(transmissions),
                        0,
                        0L,
                        new Spoken.Handshake(Kind.SYN),
                        List.of())
                .times();
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
        assertThat(ledger.problemWords()).isEmpty();
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
    void a_step_of_which_every_sending_was_lost_is_lost_and_not_missing() {
        Step syn = PLAIN.step(10);
        List<Sighting> sightings =
                Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0).stream()
                        .filter(s -> !s.from().equals("origin") && !s.to().equals("origin"))
                        .filter(s -> s.kind() != Kind.RESPONSE)
                        .collect(Collectors.toCollection(ArrayList::new));
        Sighting sent =
                Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0).stream()
                        .filter(s -> syn.kind() == s.kind() && s.from().equals("proxy"))
                        .findFirst()
                        .orElseThrow();
        sightings.add(Simulated.lostForGood(sent, 7, 1000 * MS));
        Ledger ledger = ledger(PLAIN, Variant.SOURCE, sightings);
        Entry entry = ledger.entry(10).orElseThrow();
        assertThat(entry.state()).isEqualTo(Entry.State.LOST);
        assertThat(entry.seen()).isNotNull();
        assertThat(entry.seen().arrivedNanos()).isNull();
        assertThat(entry.seen().times()).isEqualTo(7);
        assertThat(ledger.verdict()).isEqualTo(Verdict.DEVIATES);
        assertThat(ledger.problemWords())
                .contains(
                        "step 10 (SYN, proxy to origin) was lost: 7 sendings, none arrived",
                        "step 11 (SYN_ACK, origin to proxy) is missing");
    }

    @Test
    void if_a_step_is_sent_on_two_connections_the_sending_that_arrived_counts() {
        List<Sighting> sightings =
                new ArrayList<>(Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0));
        Sighting syn = sightings.getFirst();
        sightings.add(Simulated.lostForGood(Simulated.later(syn, -1000 * MS), 1, 0));
        Ledger ledger = ledger(PLAIN, Variant.SOURCE, sightings);
        assertThat(ledger.entry(1).orElseThrow().state()).isEqualTo(Entry.State.SEEN);
        assertThat(ledger.problemWords())
                .containsExactly(
                        "step 1 (SYN, client to proxy) was seen again at -1000.000 ms: SYN");
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
        assertThat(ledger.problemWords())
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
        assertThat(ledger(PLAIN, Variant.SOURCE, sightings).problemWords())
                .containsExactly(
                        "SYN from client to other at 0.000 ms is no step of https-proxy.http");
    }

    @Test
    void a_step_that_the_variant_cannot_have_is_reported_with_the_reason() {
        List<Sighting> sightings =
                Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0);
        assertThat(ledger(PLAIN, Variant.SOURCE.withWarmOrigin(), sightings).problemWords())
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
        assertThat(ledger(PLAIN, Variant.SOURCE, sightings).problemWords())
                .containsExactly(
                        "step 9 (GET http://origin/, client to proxy) runs on another connection"
                                + " (second) than step 1 (to proxy)");
    }

    @Test
    void a_step_in_the_wrong_protocol_is_reported() {
        Flow http = Catalogue.flow("https-proxy.https-http");
        List<Sighting> spdy = Simulated.sightings(TUNNEL, Variant.SOURCE, Simulated.network(), 0);
        assertThat(ledger(http, Variant.SOURCE, spdy).problemWords())
                .containsExactly(
                        "step 9 (CONNECT origin:443, client to proxy) was spoken over SPDY, not"
                                + " HTTP/1.1: SYN_STREAM stream 1, CONNECT origin:443",
                        "step 13 (HTTP/1.1 200 Connection Established, proxy to client) was spoken"
                                + " over SPDY, not HTTP/1.1: SYN_REPLY stream 1, 200 Connection"
                                + " Established");
    }

    @Test
    void steps_in_records_that_no_key_opens_are_unread_and_not_guessed() {
        Ledger ledger = ledger(TUNNEL, Variant.SOURCE, sealedInside());
        assertThat(ledger.problemWords()).isEmpty();
        assertThat(ledger.verdict()).isEqualTo(Verdict.UNREAD);
        assertThat(states(ledger, State.UNREAD)).containsExactly(17, 18, 19, 20);
        assertThat(ledger.unreadWords())
                .containsExactly("steps 17 to 20 could not be read: the key is not known");
        assertThat(ledger.entry(20).orElseThrow().seen()).isNull();
        assertThat(ledger.times().totalNanos()).isNull();
        assertThat(ledger.times().proxyNanos()).isEqualTo(120 * MS);
        assertThat(ledger.times().tunnelNanos()).isNull();
    }

    @Test
    void where_the_outer_session_is_sealed_the_tunnel_is_seen_behind_the_proxy_only() {
        Ledger ledger = ledger(TUNNEL, Variant.SOURCE, sealedOutside());
        assertThat(ledger.problemWords()).isEmpty();
        assertThat(ledger.verdict()).isEqualTo(Verdict.UNREAD);
        assertThat(states(ledger, State.UNREAD))
                .containsExactly(7, 8, 9, 13, 14, 15, 16, 17, 18, 19, 20);
        assertThat(ledger.entry(14).orElseThrow().note())
                .startsWith("seen between proxy and origin at");
        assertThat(ledger.entry(20).orElseThrow().note())
                .startsWith("seen between origin and proxy at");
    }

    @Test
    void what_a_sealed_tunnel_cannot_have_brought_is_stray() {
        List<Sighting> near =
                sealedOutside().stream()
                        .filter(s -> isTcp(s) || !s.connection().equals("to origin"))
                        .toList();
        assertStray(near, Kind.CLIENT_HELLO, "client", "proxy", "seen again at");
        // what the proxy answers itself, beside what cannot be read
        assertStray(near, Kind.REQUEST, "client", "proxy", "is no step of");
        assertStray(near, Kind.RESPONSE, "proxy", "client", "is no step of");
        // past the proxy
        assertStray(near, Kind.CLIENT_HELLO, "client", "origin", "is no step of");
        assertStray(near, Kind.SERVER_HELLO, "origin", "client", "is no step of");
        // the wrong way round
        assertStray(near, Kind.CLIENT_HELLO, "origin", "proxy", "is no step of");
        assertStray(near, Kind.SERVER_HELLO, "proxy", "origin", "is no step of");
        // once more than the tunnel has it
        assertStray(sealedOutside(), Kind.CLIENT_HELLO, "proxy", "origin", "is no step of");
        assertStray(sealedOutside(), Kind.RESPONSE, "origin", "proxy", "is no step of");
    }

    private static void assertStray(
            List<Sighting> others, Kind kind, String from, String to, String why) {
        assertThat(ledger(TUNNEL, Variant.SOURCE, others).problemWords()).isEmpty();
        List<Sighting> sightings = new ArrayList<>(others);
        Sighting late = Simulated.later(others.getLast(), MS);
        sightings.add(Simulated.between(late, kind, from, to, "to proxy", false));
        Ledger ledger = ledger(TUNNEL, Variant.SOURCE, sightings);
        assertThat(ledger.problemWords()).as("%s %s", kind, from).hasSize(1);
        assertThat(ledger.problemWords().getFirst()).contains(why);
        assertThat(ledger.strays()).hasSize(1);
    }

    @Test
    void behind_the_proxy_nothing_is_a_hint_that_came_through_no_sealed_session() {
        List<Sighting> sealed = sealedOutside();
        List<Sighting> withoutUpward =
                sealed.stream()
                        .filter(s -> s.kind() != Kind.UNREAD || !s.from().equals("client"))
                        .toList();
        assertThat(ledger(TUNNEL, Variant.SOURCE, withoutUpward).problemWords())
                .anyMatch(p -> p.startsWith("Client Hello from proxy to origin"))
                .noneMatch(p -> p.startsWith("Server Hello from origin to proxy"));
    }

    @Test
    void a_sealed_message_from_before_a_step_gives_no_hint_of_it() {
        List<Sighting> sightings =
                Simulated.sightings(TUNNEL, Variant.SOURCE, Simulated.network(), 0);
        List<Sighting> answered =
                new ArrayList<>(sightings.subList(0, sightings.size() - 2)); // up to step 18
        Sighting early = sightings.getFirst();
        answered.add(Simulated.between(early, Kind.UNREAD, "client", "proxy", "to proxy", false));
        Sighting late = sightings.getLast();
        answered.add(Simulated.between(late, Kind.REQUEST, "proxy", "origin", "x", false));
        assertThat(ledger(TUNNEL, Variant.SOURCE, answered).problemWords())
                .anyMatch(p -> p.contains("from proxy to origin at") && p.contains("is no step"));
    }

    /// Where the session with the proxy is read, both views of a tunnelled message are one
    /// sighting.
    @Test
    void a_message_behind_the_proxy_is_no_hint_if_the_outer_session_is_read() {
        List<Sighting> sealed = new ArrayList<>(sealedInside());
        Sighting request = Simulated.later(sealed.getLast(), MS);
        sealed.add(Simulated.between(request, Kind.REQUEST, "proxy", "origin", "to origin", false));
        assertThat(ledger(TUNNEL, Variant.SOURCE, sealed).problemWords())
                .hasSize(1)
                .first()
                .asString()
                .contains("from proxy to origin at")
                .contains("is no step of");
        Sighting hello = Simulated.find(sealed, TUNNEL.step(14));
        List<Sighting> twice = new ArrayList<>(sealedInside());
        twice.add(
                Simulated.between(hello, Kind.CLIENT_HELLO, "proxy", "origin", "to origin", false));
        twice.add(Simulated.between(hello, Kind.UNREAD, "client", "proxy", "to proxy", false));
        assertThat(ledger(TUNNEL, Variant.SOURCE, twice).problemWords())
                .as("the tunnel's own was seen already")
                .hasSize(1);
    }

    @Test
    void a_step_that_the_variant_cannot_have_is_no_hint() {
        Variant warm = Variant.of(Reuse.WARM_PROXY, Tls.FULL_1_2);
        List<Sighting> sealed =
                sealedOutside().stream()
                        .filter(s -> !s.connection().equals("to proxy") || s.kind() == Kind.UNREAD)
                        .toList();
        assertThat(ledger(TUNNEL, warm, sealed).problemWords()).isEmpty();
        List<Sighting> again = new ArrayList<>(sealed);
        again.add(
                Simulated.between(
                        sealed.getLast(), Kind.CLIENT_HELLO, "client", "proxy", "new", false));
        assertThat(ledger(TUNNEL, warm, again).problemWords())
                .hasSize(1)
                .first()
                .asString()
                .endsWith("although a connection to the proxy is open");
    }

    @Test
    void what_cannot_be_hidden_is_missing_whatever_is_sealed() {
        for (int number : new int[] {2, 4, 9, 11, 12, 14}) {
            Step step = TUNNEL.step(number);
            List<Sighting> sealed = new ArrayList<>(Simulated.without(sealedInside(), step));
            Sighting late = Simulated.later(sealed.getLast(), MS);
            String from = Simulated.PARTIES.node(step.from());
            String to = Simulated.PARTIES.node(step.to());
            // a step of TCP, or a Client Hello of that very session, is never sealed; and what is
            // sealed in a tunnel hides nothing that is said outside
            boolean inTunnel = number == 9 || number == 14;
            sealed.add(Simulated.between(late, Kind.UNREAD, from, to, "x", inTunnel));
            if (number == 9) {
                sealed.add(Simulated.between(late, Kind.UNREAD, from, "origin", "x", true));
            }
            assertThat(states(ledger(TUNNEL, Variant.SOURCE, sealed), State.MISSING))
                    .as("%s", step)
                    .containsExactly(number);
        }
    }

    /// Happens if the client goes around the proxy, or tunnels to the proxy itself.
    @Test
    void what_is_sealed_elsewhere_hides_nothing_of_the_tunnel() {
        List<Sighting> sightings =
                Simulated.without(
                        Simulated.sightings(TUNNEL, Variant.SOURCE, Simulated.network(), 0),
                        TUNNEL.step(19));
        Sighting late = Simulated.later(sightings.getLast(), MS);
        for (boolean tunnelled : new boolean[] {true, false}) {
            List<Sighting> sealed = new ArrayList<>(sightings);
            String to = tunnelled ? "proxy" : "origin";
            sealed.add(Simulated.between(late, Kind.UNREAD, "client", to, "x", tunnelled));
            assertThat(states(ledger(TUNNEL, Variant.SOURCE, sealed), State.MISSING))
                    .containsExactly(19);
        }
    }

    private static final List<Unrecorded> TO_PROXY = List.of(gap(Role.CLIENT, Role.PROXY, 0));

    private static Unrecorded gap(Role a, Role b, long millis) {
        return new Unrecorded(
                Set.of(new Network.Direction(a, b), new Network.Direction(b, a)),
                37,
                Simulated.START + millis * MS);
    }

    private static Run run(Flow flow, List<Sighting> sightings, List<Unrecorded> gaps) {
        return Run.of(
                flow,
                Variant.SOURCE,
                Simulated.PARTIES,
                Simulated.network(),
                sightings,
                gaps,
                ExpectedStatus.SUCCESS);
    }

    @Test
    void a_step_that_may_be_among_frames_that_were_not_recorded_is_unread_and_not_missing() {
        List<Sighting> sightings =
                Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0);
        List<Sighting> without = Simulated.without(sightings, PLAIN.step(10));
        Run run = run(PLAIN, without, List.of(gap(Role.PROXY, Role.ORIGIN, 0)));
        assertThat(run.verdict()).isEqualTo(Verdict.UNREAD);
        assertThat(run.deviations())
                .containsExactly("step 10 could not be read: 37 frames were not recorded");
    }

    @Test
    void every_unseen_step_on_the_way_of_a_gap_is_unread_and_of_the_tunnel_too() {
        List<Sighting> behind =
                Simulated.sightings(TUNNEL, Variant.SOURCE, Simulated.network(), 0).stream()
                        .filter(
                                s ->
                                        s.from().equals("proxy")
                                                ? s.to().equals("origin")
                                                : s.from().equals("origin"))
                        .filter(s -> !s.tunnelled())
                        .toList();
        Ledger ledger = run(TUNNEL, behind, TO_PROXY).ledger();
        assertThat(states(ledger, State.SEEN)).containsExactly(10, 11, 12);
        assertThat(states(ledger, State.MISSING)).isEmpty();
        assertThat(ledger.unreadWords())
                .containsExactly(
                        "steps 1 to 9, 13 to 20 could not be read: 37 frames were not recorded");
    }

    @Test
    void a_gap_hides_nothing_on_another_way_or_that_was_over_before_it() {
        List<Sighting> sightings =
                Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0);
        List<Sighting> without = Simulated.without(sightings, PLAIN.step(10));
        for (Unrecorded elsewhere :
                List.of(
                        gap(Role.CLIENT, Role.PROXY, 0),
                        gap(Role.PROXY, Role.ORIGIN, 150))) { // step 11 was sent at 150
            assertThat(run(PLAIN, without, List.of(elsewhere)).problemWords())
                    .containsExactly("step 10 (SYN, proxy to origin) is missing");
        }
        assertThat(run(PLAIN, sightings, TO_PROXY).conforms()).isTrue();
    }

    @Test
    void a_step_whose_first_sending_was_not_recorded_does_not_make_its_effects_early() {
        List<Sighting> sightings =
                Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0);
        List<Sighting> repeated =
                Simulated.replace(sightings, PLAIN.step(2), s -> Simulated.later(s, 1_000 * MS));
        Run run = run(PLAIN, repeated, TO_PROXY);
        assertThat(run.problemWords()).isEmpty();
        assertThat(run.verdict()).isEqualTo(Verdict.UNREAD);
        assertThat(run.deviations())
                .containsExactly("step 2 could not be read: 37 frames were not recorded");
        assertThat(run.ledger().entry(2).orElseThrow().words()).endsWith("was seen at 1020.000 ms");

        List<Unrecorded> elsewhere = List.of(gap(Role.PROXY, Role.ORIGIN, 0));
        assertThat(run(PLAIN, repeated, elsewhere).problemWords())
                .anyMatch(p -> p.startsWith("step 3 ") && p.contains("before step 2 "));
    }

    @Test
    void the_part_of_a_step_outside_a_gap_is_a_hint_of_it() {
        List<Sighting> sightings =
                Simulated.sightings(TUNNEL, Variant.SOURCE, Simulated.network(), 0);
        List<Sighting> left =
                Simulated.replace(
                        Simulated.replace(
                                Simulated.without(sightings, TUNNEL.step(9)),
                                TUNNEL.step(13),
                                s ->
                                        Simulated.between(
                                                s,
                                                Kind.RESPONSE,
                                                s.from(),
                                                s.to(),
                                                s.connection(),
                                                false)),
                        TUNNEL.step(14),
                        s -> Simulated.between(s, s.kind(), "proxy", "origin", "o", false));
        Ledger ledger = run(TUNNEL, left, TO_PROXY).ledger();
        assertThat(ledger.problemWords()).isEmpty();
        assertThat(states(ledger, State.UNREAD)).containsExactly(9, 13, 14);
        assertThat(ledger.entry(13).orElseThrow().words())
                .isEqualTo(
                        "37 frames were not recorded; SYN_REPLY stream 1, 200 Connection"
                                + " Established was seen at 160.000 ms");
        assertThat(ledger.entry(14).orElseThrow().note())
                .startsWith("seen between proxy and origin at");
    }

    @Test
    void a_step_whose_arrival_may_not_have_been_recorded_is_unread_and_not_lost() {
        List<Sighting> sightings =
                Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0);
        Sighting last = sightings.getLast();
        List<Sighting> unarrived = new ArrayList<>(sightings.subList(0, sightings.size() - 1));
        unarrived.add(
                new Sighting(
                        last.kind(),
                        last.from(),
                        last.to(),
                        last.connection(),
                        last.tunnelled(),
                        last.spoken(),
                        last.sentNanos(),
                        null,
                        List.of(new Transmission(last.from(), last.sentNanos(), true)),
                        List.of()));
        assertThat(run(PLAIN, unarrived, List.of()).problemWords())
                .singleElement()
                .asString()
                .contains("was lost");
        Ledger ledger = run(PLAIN, unarrived, TO_PROXY).ledger();
        assertThat(ledger.problemWords()).isEmpty();
        assertThat(ledger.entry(15).orElseThrow().words())
                .isEqualTo("37 frames were not recorded; sent at 180.000 ms");
    }

    @Test
    void one_reason_does_not_hide_another() {
        Ledger ledger = run(TUNNEL, sealedInside(), TO_PROXY).ledger();
        assertThat(ledger.entry(20).orElseThrow().unread())
                .isEqualTo("the key is not known; 37 frames were not recorded");
    }

    /// No key opens the session between client and proxy.
    private static List<Sighting> sealedOutside() {
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
            } else if (s.connection().equals("to proxy") && !isTcp(s) && !handshakeInTheClear(s)) {
                sealed.add(unread(s));
            } else {
                sealed.add(s);
            }
        }
        return sealed;
    }

    /// No key opens the session in the tunnel.
    private static List<Sighting> sealedInside() {
        return Simulated.sightings(TUNNEL, Variant.SOURCE, Simulated.network(), 0).stream()
                .map(s -> s.tunnelled() && !handshakeInTheClear(s) ? unread(s) : s)
                .toList();
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
    void a_step_of_whose_two_causes_one_is_unread_has_no_gap() {
        Flow direct = Catalogue.flow("direct");
        Variant tls13 = Variant.of(Reuse.COLD, Tls.FULL_1_3);
        List<Sighting> sealed =
                Simulated.sightings(direct, tls13, Simulated.network(), 0).stream()
                        .map(s -> s.kind() == Kind.SERVER_FINISHED ? unread(s) : s)
                        .toList();
        Entry.Seen request = ledger(direct, tls13, sealed).entry(9).orElseThrow().seen();
        assertThat(request).isNotNull();
        assertThat(request.gapNanos()).isNull();
        assertThat(request.cause()).isZero();
    }

    @Test
    void nothing_seen_is_everything_missing() {
        Ledger ledger = ledger(PLAIN, Variant.SOURCE, List.of());
        assertThat(ledger.problemWords()).hasSize(15);
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
        assertThat(run.problemWords())
                .containsExactly(
                        "the whole took 200.000 ms, less than the network's share of 204.000 ms:"
                                + " the lab's clock or wire is wrong",
                        "phase origin took 80.000 ms, less than the network's share of 84.000 ms:"
                                + " the lab's clock or wire is wrong");
        assertThat(run.excessNanos()).isEqualTo(-4 * MS);
    }

    @Test
    void a_short_cut_is_named_and_the_lab_is_not_blamed_for_the_time_that_it_saved() {
        List<Sighting> sightings =
                Simulated.replace(
                        Simulated.sightings(TUNNEL, Variant.SOURCE, Simulated.network(), 0),
                        TUNNEL.step(13),
                        s -> Simulated.later(s, -20 * MS));
        Network slower = Simulated.both(Simulated.network(), Role.PROXY, Role.ORIGIN, 11);
        Run run = Run.of(TUNNEL, Variant.SOURCE, Simulated.PARTIES, slower, sightings);
        assertThat(run.problemWords())
                .containsExactly(
                        "step 13 (SYN_REPLY, proxy to client) was sent 20.000 ms before step 11"
                                + " (SYN_ACK, origin to proxy) had arrived: proxy took a short cut");
    }

    @Test
    void a_run_faster_than_the_network_is_no_problem_if_not_every_step_was_read() {
        Network slower = Simulated.both(Simulated.network(), Role.PROXY, Role.ORIGIN, 11);
        List<Sighting> sealed =
                Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0).stream()
                        .map(s -> s.kind() == Kind.CLIENT_FINISHED ? unread(s) : s)
                        .toList();
        Run run = Run.of(PLAIN, Variant.SOURCE, Simulated.PARTIES, slower, sealed);
        assertThat(run.verdict()).isEqualTo(Verdict.UNREAD);
    }

    @Test
    void a_refused_connect_stands_where_the_step_was_expected_that_accepts_it() {
        for (Flow flow : List.of(TUNNEL, Catalogue.flow("https-proxy.https-http"))) {
            List<Sighting> sightings =
                    Simulated.sightings(flow, Variant.SOURCE, Simulated.network(), 0).stream()
                            .filter(s -> !s.tunnelled())
                            .map(
                                    s ->
                                            s.kind() == Kind.CONNECT_ESTABLISHED
                                                    ? Simulated.between(
                                                            s,
                                                            Kind.RESPONSE,
                                                            s.from(),
                                                            s.to(),
                                                            s.connection(),
                                                            false)
                                                    : s)
                            .toList();
            assertThat(ledger(flow, Variant.SOURCE, sightings).problemWords())
                    .filteredOn(p -> p.contains("is no step of"))
                    .singleElement()
                    .asString()
                    .contains("; expected: step 13 (");
        }
    }

    @Test
    void the_bytes_that_were_seen_count_in_the_networks_share() {
        Flow direct = Catalogue.flow("direct");
        Network slow = Network.empty();
        Network.Hop hop = new Network.Hop(Duration.ZERO, new BitRate(8_000_000_000L), false);
        slow = slow.with(Role.CLIENT, Role.ORIGIN, List.of(hop)); // 1 ns per byte
        slow = slow.with(Role.ORIGIN, Role.CLIENT, List.of(hop));
        List<Sighting> sightings =
                Simulated.sightings(direct, Variant.SOURCE, Simulated.network(), 0).stream()
                        .map(s -> Simulated.of(s, s.kind() == Kind.RESPONSE ? 900 : 70))
                        .toList();
        Run run = Run.of(direct, Variant.SOURCE, Simulated.parties(direct), slow, sightings);
        // SYN, SYN-ACK, four flights of TLS, the request; then the response
        assertThat(run.theory().totalNanos()).isEqualTo(7 * 70 + 900);
    }

    /// Happens if a proxy uses a connection that it kept.
    @Test
    void a_run_that_left_steps_out_may_be_faster_than_the_network() {
        List<Sighting> sightings =
                Simulated.sightings(PLAIN, Variant.SOURCE, Simulated.network(), 0).stream()
                        .filter(s -> !s.from().equals("proxy") || s.kind() != Kind.SYN)
                        .toList();
        Network slower = Simulated.both(Simulated.network(), Role.PROXY, Role.ORIGIN, 11);
        Run run = Run.of(PLAIN, Variant.SOURCE, Simulated.PARTIES, slower, sightings);
        assertThat(run.problemWords()).containsExactly("step 10 (SYN, proxy to origin) is missing");
    }

    private static Ledger ledger(Flow flow, Variant variant, List<Sighting> sightings) {
        return Ledger.of(flow, variant, Simulated.parties(flow), sightings);
    }

    private static boolean isTcp(Sighting s) {
        return s.kind() == Kind.SYN || s.kind() == Kind.SYN_ACK || s.kind() == Kind.ACK;
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
                new Spoken.Handshake(kind),
                sent,
                arrived,
                List.of(new Transmission(from, sent, false)),
                List.of());
    }
}
