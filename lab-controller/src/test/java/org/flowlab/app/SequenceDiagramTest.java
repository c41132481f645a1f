package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Reuse;
import org.flowlab.flow.Run;
import org.flowlab.flow.Sighting;
import org.flowlab.flow.Sighting.Kind;
import org.flowlab.flow.Sighting.Transmission;
import org.flowlab.flow.Simulated;
import org.flowlab.flow.Spoken;
import org.flowlab.flow.Tls;
import org.flowlab.flow.Variant;
import org.flowlab.view.TrialView;
import org.flowlab.view.Trials;
import org.junit.jupiter.api.Test;

/// Against diagrams kept beside this test's class in the resources.
final class SequenceDiagramTest {
    private static final long HOST = 123_456;

    @Test
    void a_cold_run_in_eighty_columns_shows_the_syn_that_was_lost() {
        Run run = run("spdy-proxy.https-spdy", Variant.SOURCE, s -> isFirst(s) ? lostOnce(s) : s);
        assertGolden("cold-lost-syn.txt", new SequenceDiagram(false, true, 80).lines(carried(run)));
    }

    @Test
    void two_lifelines_and_seven_bits_for_a_direct_request() {
        Run run =
                run(
                        "direct",
                        Variant.of(Reuse.COLD, Tls.FULL_1_3),
                        s -> isFirst(s) ? lostOnce(s) : s);
        List<String> lines = new SequenceDiagram(false, false, 100).lines(carried(run));
        assertGolden("direct-tls13.txt", lines);
        assertThat(String.join("", lines).chars().max().orElse(0)).isLessThan(0x7f);
    }

    @Test
    void a_warm_proxy_starts_at_step_nine() {
        Run run = run("https-proxy.http", Variant.of(Reuse.WARM_PROXY, Tls.FULL_1_2), s -> s);
        assertGolden("warm-proxy.txt", new SequenceDiagram(false, true, 90).lines(carried(run)));
    }

    @Test
    void what_was_lost_repeated_unread_or_missing_is_shown_where_it_happened() {
        Flow flow = Catalogue.flow("https-proxy.https-http");
        List<Sighting> sightings = new ArrayList<>();
        for (Sighting s : simulated(flow, Variant.SOURCE)) {
            if (s.tunnelled() && s.kind() == Kind.SERVER_HELLO) {
                sightings.add(relayedTwice(s));
            } else if (s.tunnelled() && s.kind() == Kind.SERVER_FINISHED) {
                sightings.add(as(Kind.UNREAD, s, s.transmissions()));
            } else if (s.kind() == Kind.CONNECT) {
                sightings.add(sentTwice(s));
            } else if (s.kind() != Kind.RESPONSE) {
                sightings.add(s);
            }
        }
        Run run = Run.of(flow, Variant.SOURCE, Simulated.PARTIES, Simulated.network(), sightings);
        assertGolden("misbehaved.txt", new SequenceDiagram(false, true, 100).lines(carried(run)));
    }

    @Test
    void a_segment_that_the_receiver_ignored_has_an_arrow_and_changes_no_verdict() {
        Flow flow = Catalogue.flow("direct");
        List<Sighting> sightings =
                new ArrayList<>(simulated(flow, Variant.of(Reuse.COLD, Tls.FULL_1_3)));
        Sighting hello =
                sightings.stream().filter(s -> s.kind() == Kind.CLIENT_HELLO).findFirst().get();
        Sighting odd = Simulated.said(hello, new Spoken.Ignored("RST", "wrong checksum"));
        for (int i = 0; i < 20; i++) {
            sightings.add(as(Kind.IGNORED, odd, odd.transmissions()));
        }
        Run run =
                Run.of(
                        flow,
                        Variant.of(Reuse.COLD, Tls.FULL_1_3),
                        Simulated.parties(flow),
                        Simulated.network(),
                        sightings);
        List<String> lines = new SequenceDiagram(false, true, 100).lines(carried(run));
        assertThat(lines)
                .contains("conforms")
                .filteredOn(l -> l.contains("RST, ignored by the receiver: wrong checksum"))
                .hasSize(8);
        assertThat(lines).filteredOn(l -> l.matches(".*-✗\\|.*[0-9] +ignored")).hasSize(8);
        assertThat(lines).anyMatch(l -> l.contains("12 more"));
    }

    @Test
    void phases_are_blue_purple_and_green_and_colours_move_nothing() {
        Run run = run("https-proxy.https-spdy", Variant.SOURCE, s -> isFirst(s) ? lostOnce(s) : s);
        String coloured =
                String.join("\n", new SequenceDiagram(true, true, 80).lines(carried(run)));
        assertThat(coloured)
                .contains("\u001b[34m4) Client Hello\u001b[0m")
                .contains("\u001b[35m14) Client Hello\u001b[0m")
                .contains("\u001b[32m*** Client issues request via SPDY to origin ***\u001b[0m")
                .contains("\u001b[31m-------------✗");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]+m", ""))
                .isEqualTo(
                        String.join(
                                "\n", new SequenceDiagram(false, true, 80).lines(carried(run))));
    }

    @Test
    void no_line_is_wider_than_the_terminal() {
        for (Flow flow : Catalogue.flows()) {
            Run run = run(flow.id(), Variant.SOURCE, s -> isFirst(s) ? lostOnce(s) : s);
            for (int columns = 80; columns <= 160; columns++) {
                int widest = columns;
                assertThat(new SequenceDiagram(false, true, columns).lines(carried(run)))
                        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(widest));
            }
            assertThat(new SequenceDiagram(false, true, 20).lines(carried(run)))
                    .isEqualTo(new SequenceDiagram(false, true, 80).lines(carried(run)));
        }
    }

    @Test
    void a_label_from_the_wire_is_cut_and_made_plain() {
        Run run =
                run(
                        "direct",
                        Variant.SOURCE,
                        s ->
                                s.kind() != Kind.REQUEST
                                        ? s
                                        : Simulated.said(
                                                s, Simulated.request("GET /é" + "x".repeat(999))));
        List<String> lines = new SequenceDiagram(false, false, 80).lines(carried(run));
        assertThat(lines)
                .containsSequence(
                        "  | 9) GET                                        |",
                        "  |    /?" + "x".repeat(40) + " |",
                        "  |    " + "x".repeat(42) + " |",
                        "  |    " + "x".repeat(41) + "~ |");
    }

    @Test
    void a_repetition_by_the_proxy_does_not_split_the_arrow() {
        List<String> lines =
                new SequenceDiagram(false, true, 100)
                        .lines(
                                carried(
                                        run(
                                                "https-proxy.https-http",
                                                Variant.SOURCE,
                                                s ->
                                                        s.tunnelled()
                                                                        && s.kind()
                                                                                == Kind.SERVER_HELLO
                                                                ? relayedForNothing(s)
                                                                : s)));
        assertThat(lines)
                .contains(
                        "  |<========================================================|   211.358   241.358   +0.123 <-14",
                        "  |<===========================|                            |   291.358     again  +70.000",
                        "  | 15) Server Hello (relayed  |                            |",
                        "  |     again)                 |                            |",
                        "again, instead of a time: it had arrived already")
                .noneMatch(line -> line.contains("15) Server Hello (again)"));
    }

    @Test
    void a_step_that_another_protocol_spoke_shows_what_was_said_and_is_marked() {
        Run run =
                run(
                        "spdy-proxy.http",
                        Variant.SOURCE,
                        s -> s.stream() == 0 ? s : Simulated.said(s, http(s.kind())));
        List<String> lines = new SequenceDiagram(false, true, 100).lines(carried(run));
        assertThat(lines)
                .containsSequence(
                        "  | 9) GET http://origin/      |                            |",
                        "  |    HTTP/1.1                |                            |",
                        "  |    ≠ SYN_STREAM            |                            |",
                        "  |                            |                            |")
                .noneMatch(line -> line.contains("stream_id"));
        assertThat(new SequenceDiagram(true, false, 100).lines(carried(run)))
                .anyMatch(line -> line.contains("\u001b[31m   != SYN_STREAM\u001b[0m"));
    }

    @Test
    void a_step_spoken_over_spdy_instead_shows_its_fields() {
        Run run =
                run(
                        "https-proxy.http",
                        Variant.SOURCE,
                        s ->
                                s.kind() == Kind.REQUEST && s.from().equals("client")
                                        ? Simulated.said(
                                                s,
                                                new Spoken.SpdyRequest(
                                                        1, "GET", "http://origin/", ""))
                                        : s);
        assertThat(new SequenceDiagram(false, true, 120).lines(carried(run)))
                .extracting(line -> line.replaceAll("(?<=\\S) +\\|.*", ""))
                .containsSequence(
                        "  | 9) SYN_STREAM",
                        "  |    stream_id = 1",
                        "  |    method = GET",
                        "  |    url = http://origin/",
                        "  |    ≠ GET http://origin/");
    }

    @Test
    void a_response_shows_the_words_of_the_wire() {
        Run run =
                run(
                        "spdy-proxy.http",
                        Variant.SOURCE,
                        s ->
                                s.from().equals("origin") && s.kind() == Kind.RESPONSE
                                        ? Simulated.said(s, Simulated.response("HTTP/1.1 200 OK"))
                                        : s);
        assertThat(new SequenceDiagram(false, true, 100).lines(carried(run)))
                .anyMatch(line -> line.contains("| 14) HTTP/1.1 200 OK "));
    }

    @Test
    void where_no_step_was_seen_nothing_is_drawn_and_the_steps_are_listed_once() {
        Flow flow = Catalogue.flow("spdy-proxy.http");
        Run run = Run.of(flow, Variant.SOURCE, Simulated.PARTIES, Simulated.network(), List.of());
        List<String> lines = new SequenceDiagram(false, true, 100).lines(carried(run));
        assertThat(lines)
                .contains("no step was seen")
                .endsWith("does not conform:", "  missing: steps 1 to 15");
        assertThat(String.join("", lines)).containsOnlyOnce("missing").doesNotContain("SYN");
    }

    @Test
    void a_step_that_is_lost_each_time_is_drawn_as_often() {
        Run run =
                run(
                        "https-proxy.http",
                        Variant.SOURCE,
                        s -> isFirst(s) ? Simulated.lostForGood(s, 3, 1_000_000_000) : s);
        String all = String.join("\n", new SequenceDiagram(false, true, 80).lines(carried(run)));
        assertThat(all).containsPattern("0\\.000    ✗ lost");
        assertThat(all).containsPattern("1000\\.000    ✗ lost");
        assertThat(all).containsPattern("2000\\.000    ✗ lost");
        assertThat(all)
                .contains("step 1 (SYN, client to proxy) was lost: 3 sendings, none arrived");
    }

    private static Spoken http(Kind kind) {
        return kind == Kind.REQUEST
                ? Simulated.request("GET http://origin/ HTTP/1.1")
                : Simulated.response("HTTP/1.1 200 OK");
    }

    private static Sighting relayedForNothing(Sighting s) {
        long had = s.sentNanos() + 10_000_000;
        return as(
                s.kind(),
                s,
                List.of(
                        new Transmission(s.from(), s.sentNanos(), false, had),
                        new Transmission("proxy", had, false, s.arrivedNanos()),
                        new Transmission("proxy", had + 70_000_000, false)));
    }

    private static List<Sighting> simulated(Flow flow, Variant variant) {
        return Simulated.sightings(flow, variant, Simulated.network(), HOST);
    }

    private static Run run(String id, Variant variant, UnaryOperator<Sighting> change) {
        Flow flow = Catalogue.flow(id);
        return Run.of(
                flow,
                variant,
                Simulated.parties(flow),
                Simulated.network(),
                simulated(flow, variant).stream().map(change).toList());
    }

    /// As a flow in a lab of another process is drawn: from JSON.
    private static TrialView carried(Run run) {
        TrialView view = Trials.view(run);
        TrialView carried = Trials.carried(view);
        SequenceDiagram diagram = new SequenceDiagram(false, true, 100);
        assertThat(diagram.lines(carried)).isEqualTo(diagram.lines(view));
        return carried;
    }

    private static boolean isFirst(Sighting s) {
        return s.kind() == Kind.SYN && s.from().equals("client");
    }

    /// One second before the rest of the run.
    private static Sighting lostOnce(Sighting s) {
        return Simulated.lost(Simulated.later(s, -1_000_000_000), 1, 1_000_000_000);
    }

    /// The proxy's copy was lost, and sent again 5 ms later.
    private static Sighting relayedTwice(Sighting s) {
        long had = s.sentNanos() + 10_000_000;
        return as(
                s.kind(),
                s,
                List.of(
                        new Transmission(s.from(), s.sentNanos(), false, had),
                        new Transmission("proxy", had + HOST, true),
                        new Transmission("proxy", had + 5_000_000, false, s.arrivedNanos())));
    }

    private static Sighting sentTwice(Sighting s) {
        List<Transmission> transmissions = new ArrayList<>(s.transmissions());
        transmissions.add(new Transmission(s.from(), s.sentNanos() + 70_000_000, false));
        return as(s.kind(), s, transmissions);
    }

    private static Sighting as(Kind kind, Sighting s, List<Transmission> transmissions) {
        return new Sighting(
                kind,
                s.from(),
                s.to(),
                s.connection(),
                s.tunnelled(),
                kind == Kind.UNREAD ? Simulated.NO_KEY : s.spoken(),
                s.sentNanos(),
                s.arrivedNanos(),
                transmissions,
                List.of());
    }

    private static void assertGolden(String name, List<String> lines) {
        assertThat(String.join("\n", lines) + "\n").isEqualTo(golden(name));
    }

    static String golden(String name) {
        try (InputStream in = SequenceDiagramTest.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
