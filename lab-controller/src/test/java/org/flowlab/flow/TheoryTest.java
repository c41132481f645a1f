package org.flowlab.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.flowlab.flow.Network.Hop;
import org.flowlab.unit.BitRate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TheoryTest {
    private static final long MS = 1_000_000;

    /// RTTs with no common measure, so that a sum tells how often each went in.
    private static final long CP = 7 * MS;

    private static final long PO = 1_000 * MS;
    private static final long CO = 3 * MS;

    private static Network network() {
        Network n = Simulated.both(Network.empty(), Role.PROXY, Role.ORIGIN, 500);
        n = n.with(Role.CLIENT, Role.PROXY, List.of(hop(3), hop(1)));
        n = n.with(Role.PROXY, Role.CLIENT, List.of(hop(3)));
        n = n.with(Role.CLIENT, Role.ORIGIN, List.of(hop(1)));
        return n.with(Role.ORIGIN, Role.CLIENT, List.of(hop(2)));
    }

    private static Hop hop(long millis) {
        return new Hop(Duration.ofMillis(millis), null, false);
    }

    @ParameterizedTest
    @CsvSource({
        "https-proxy.http, 4, 2",
        "spdy-proxy.http, 4, 2",
        "https-proxy.https-http, 7, 4",
        "https-proxy.https-spdy, 7, 4",
        "spdy-proxy.https-http, 7, 4",
        "spdy-proxy.https-spdy, 7, 4"
    })
    void a_cold_flow_costs_what_the_table_says(String id, long cp, long po) {
        Theory theory = theory(Catalogue.flow(id), Variant.SOURCE);
        assertThat(theory.totalNanos()).isEqualTo(cp * CP + po * PO);
        assertThat(theory.proxyNanos()).isEqualTo(3 * CP);
        assertThat(theory.originNanos())
                .isEqualTo(id.endsWith("proxy.http") ? CP + 2 * PO : CP + PO);
        assertThat(theory.tunnelNanos()).isEqualTo(id.endsWith("proxy.http") ? 0 : 3 * CP + 3 * PO);
        assertThat(theory.bound()).isTrue();
    }

    @Test
    void a_direct_request_costs_four_round_trips_and_three_over_tls_1_3() {
        Flow direct = Catalogue.flow("direct");
        assertThat(theory(direct, Variant.SOURCE).totalNanos()).isEqualTo(4 * CO);
        for (Tls tls : List.of(Tls.FULL_1_3, Tls.RESUMED_1_3, Tls.RESUMED_1_2)) {
            Theory theory = theory(direct, Variant.of(Reuse.COLD, tls));
            assertThat(theory.totalNanos()).isEqualTo(3 * CO);
            assertThat(theory.originNanos()).isEqualTo(3 * CO);
        }
        assertThat(theory(direct, Variant.of(Reuse.WARM_PROXY, Tls.FULL_1_2)).totalNanos())
                .isEqualTo(CO);
    }

    @Test
    void tls_1_3_saves_a_round_trip_per_session() {
        Flow flow = Catalogue.flow("spdy-proxy.https-spdy");
        assertThat(theory(flow, Variant.of(Reuse.COLD, Tls.FULL_1_3)).totalNanos())
                .isEqualTo(5 * CP + 3 * PO);
        assertThat(
                        theory(flow, new Variant(Reuse.COLD, false, Tls.FULL_1_3, Tls.FULL_1_2))
                                .totalNanos())
                .isEqualTo(6 * CP + 4 * PO);
    }

    @Test
    void a_retry_costs_a_round_trip_of_its_session() {
        Flow flow = Catalogue.flow("spdy-proxy.https-spdy");
        Tls retried = Tls.FULL_1_3.withRetry();
        assertThat(theory(flow, new Variant(Reuse.COLD, false, retried, Tls.FULL_1_3)).totalNanos())
                .isEqualTo(6 * CP + 3 * PO);
        assertThat(theory(flow, new Variant(Reuse.COLD, false, Tls.FULL_1_3, retried)).totalNanos())
                .isEqualTo(6 * CP + 4 * PO);
    }

    @Test
    void reuse_saves_what_it_skips() {
        Flow flow = Catalogue.flow("https-proxy.https-http");
        assertThat(theory(flow, Variant.of(Reuse.WARM_PROXY, Tls.FULL_1_2)).totalNanos())
                .isEqualTo(4 * CP + 4 * PO);
        assertThat(theory(flow, Variant.of(Reuse.WARM_TUNNEL, Tls.FULL_1_2)).totalNanos())
                .isEqualTo(CP + PO);
        assertThat(theory(flow, Variant.SOURCE.withWarmOrigin()).totalNanos())
                .isEqualTo(7 * CP + 3 * PO);
    }

    @Test
    void each_step_has_its_least_time() {
        Theory theory = theory(Catalogue.flow("https-proxy.http"), Variant.SOURCE);
        assertThat(theory.steps().get(1)).isEqualTo(new Theory.Least(0, 4 * MS));
        assertThat(theory.steps().get(2)).isEqualTo(new Theory.Least(4 * MS, 7 * MS));
        assertThat(theory.steps().get(3)).isEqualTo(new Theory.Least(7 * MS, 11 * MS));
        assertThat(theory.steps().get(4)).isEqualTo(new Theory.Least(7 * MS, 11 * MS));
        assertThat(theory.steps().get(12)).isEqualTo(new Theory.Least(1025 * MS, 1525 * MS));
        assertThat(theory.steps().get(13)).isEqualTo(new Theory.Least(1025 * MS, 1525 * MS));
    }

    @Test
    void a_frame_is_stored_and_forwarded_at_every_hop() {
        Hop slow = new Hop(Duration.ofMillis(1), BitRate.parse("8mbit"), false);
        Hop fast = new Hop(Duration.ofMillis(2), BitRate.parse("80mbit"), false);
        // 1000 bytes: 1 ms at 8 mbit/s, 0.1 ms at 80
        assertThat(Theory.nanos(List.of(slow, fast), List.of(1000))).isEqualTo(4_100_000);
        assertThat(Theory.nanos(List.of(hop(5)), List.of(1000))).isEqualTo(5 * MS);
        assertThat(Theory.nanos(List.of(slow), List.of())).isEqualTo(MS);
    }

    @Test
    void frames_of_one_message_overlap_on_the_way() {
        Hop hop = new Hop(Duration.ZERO, new BitRate(8_000_000_000L), false); // 1 ns per byte
        // the first hop takes 5000, the second adds the last frame
        assertThat(Theory.nanos(List.of(hop, hop), List.of(1514, 1514, 1514, 458)))
                .isEqualTo(5000 + 1514);
        // what is sent in small frames is the sooner behind the second hop
        assertThat(Theory.nanos(List.of(hop, hop), List.of(800, 800))).isEqualTo(1600 + 800);
        assertThat(Theory.nanos(List.of(hop, hop), List.of(100, 1500))).isEqualTo(1600 + 1500);
        assertThat(Theory.nanos(List.of(hop, hop), List.of(1500, 100))).isEqualTo(1500 + 1600);
    }

    @Test
    void a_rate_adds_the_bytes_of_each_step() {
        Hop hop = new Hop(Duration.ZERO, new BitRate(8_000_000_000L), false);
        Network network =
                Network.empty()
                        .with(Role.CLIENT, Role.ORIGIN, List.of(hop))
                        .with(Role.ORIGIN, Role.CLIENT, List.of(hop));
        Theory theory =
                Theory.of(
                        Catalogue.flow("direct").script(Variant.SOURCE),
                        network,
                        frames(Map.of(1, 74, 2, 74, 3, 66, 4, 300, 10, 700)));
        // the ACK is beside the path that decides
        assertThat(theory.totalNanos()).isEqualTo(74 + 74 + 300 + 700);
    }

    @Test
    void what_follows_on_a_connection_arrives_no_earlier() {
        Hop hop = new Hop(Duration.ZERO, new BitRate(8_000_000_000L), false);
        Network network =
                Network.empty()
                        .with(Role.CLIENT, Role.ORIGIN, List.of(hop))
                        .with(Role.ORIGIN, Role.CLIENT, List.of(hop));
        // the server's Finished shares the last frame, 200 bytes, of a flight of 3000
        Theory theory =
                Theory.of(
                        Catalogue.flow("direct").script(Variant.of(Reuse.COLD, Tls.FULL_1_3)),
                        network,
                        Map.of(4, List.of(300), 5, List.of(1500, 1500), 8, List.of(200)));
        assertThat(theory.steps().get(8)).isEqualTo(new Theory.Least(300, 3300));
        assertThat(theory.totalNanos()).isEqualTo(3300);
    }

    @Test
    void where_a_delay_varies_theory_is_a_mean_and_not_a_bound() {
        Network network =
                network()
                        .with(
                                Role.PROXY,
                                Role.ORIGIN,
                                List.of(new Hop(Duration.ofMillis(500), null, true)));
        Flow flow = Catalogue.flow("https-proxy.http");
        Theory theory = Theory.of(flow.script(Variant.SOURCE), network, Map.of());
        assertThat(theory.bound()).isFalse();
        assertThat(theory.totalNanos()).isEqualTo(4 * CP + 2 * PO);
        List<Sighting> faster = Simulated.sightings(flow, Variant.SOURCE, Simulated.network(), 0);
        assertThat(Run.of(flow, Variant.SOURCE, Simulated.PARTIES, network, faster).problems())
                .isEmpty();
    }

    /// Whichever of its causes is complete last, whatever their order.
    @Test
    void a_step_waits_for_all_its_causes() {
        Flow direct = Catalogue.flow("direct");
        for (int early : new int[] {10, 200}) {
            Step first = direct.step(2).causedBy(Set.of());
            Step second = direct.step(5).causedBy(Set.of());
            Step third = direct.step(9).causedBy(Set.of(2, 5));
            Script script =
                    new Script(
                            direct,
                            Variant.SOURCE,
                            List.of(first, second, third, direct.step(10)),
                            new TreeMap<>());
            Hop hop = new Hop(Duration.ZERO, new BitRate(8_000_000_000L), false);
            Network network =
                    Network.empty()
                            .with(Role.CLIENT, Role.ORIGIN, List.of(hop))
                            .with(Role.ORIGIN, Role.CLIENT, List.of(hop));
            Theory theory = Theory.of(script, network, frames(Map.of(2, early, 5, 100)));
            assertThat(theory.steps().get(9).sentNanos()).isEqualTo(Math.max(early, 100));
        }
    }

    @Test
    void a_missing_direction_is_named() {
        assertThatThrownBy(
                        () ->
                                Theory.of(
                                        Catalogue.flow("direct").script(Variant.SOURCE),
                                        Network.empty(),
                                        Map.of()))
                .hasMessage("theory: no path from C to O");
    }

    private static Theory theory(Flow flow, Variant variant) {
        return Theory.of(flow.script(variant), network(), Map.of());
    }

    /// Each step in one frame.
    private static Map<Integer, List<Integer>> frames(Map<Integer, Integer> bytes) {
        Map<Integer, List<Integer>> frames = new HashMap<>();
        bytes.forEach((step, size) -> frames.put(step, List.of(size)));
        return frames;
    }
}
