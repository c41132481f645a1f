package org.flowlab.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// Whether the answer that the client got counts.
final class AnswerTest {
    private static final ExpectedStatus NOT_FOUND = new ExpectedStatus(OptionalInt.of(404));

    private static Run run(Flow flow, String answer, ExpectedStatus expected) {
        Step last = flow.steps().getLast();
        boolean spdy = last.speech() == Step.Speech.SPDY;
        String[] words = answer.split(" ", 2);
        Spoken spoken =
                spdy
                        ? new Spoken.SpdyResponse(1, Integer.parseInt(words[0]), words[1])
                        : Simulated.response("HTTP/1.1 " + answer);
        List<Sighting> sightings = new ArrayList<>();
        Simulated.sightings(flow, Variant.SOURCE, Simulated.network(), 0)
                .forEach(s -> sightings.add(isLast(flow, s) ? Simulated.said(s, spoken) : s));
        return Run.of(
                flow,
                Variant.SOURCE,
                Simulated.parties(flow),
                Simulated.network(),
                sightings,
                List.of(),
                expected);
    }

    private static boolean isLast(Flow flow, Sighting s) {
        Step last = flow.steps().getLast();
        return s.kind() == Sighting.Kind.RESPONSE
                && s.to().equals("client")
                && s.tunnelled() == last.tunnelled();
    }

    @Test
    void in_every_flow_only_a_2xx_counts() {
        for (Flow flow : Catalogue.flows()) {
            for (String good : new String[] {"200 OK", "204 No Content", "299 Odd"}) {
                Run run = run(flow, good, ExpectedStatus.SUCCESS);
                assertThat(run.conforms()).as("%s %s", flow.id(), good).isTrue();
                assertThat(run.wrongAnswer()).isEmpty();
            }
            for (String bad :
                    new String[] {
                        "101 Switching Protocols",
                        "300 Multiple Choices",
                        "304 Not Modified",
                        "404 Not Found",
                        "500 Internal Server Error"
                    }) {
                Run run = run(flow, bad, ExpectedStatus.SUCCESS);
                assertThat(run.verdict())
                        .as("%s %s", flow.id(), bad)
                        .isEqualTo(Ledger.Verdict.DEVIATES);
                assertThat(run.problemWords())
                        .containsExactly(run.wrongAnswer().orElseThrow())
                        .first()
                        .asString()
                        .startsWith("step " + flow.steps().size() + " (")
                        .endsWith("has status " + bad.substring(0, 3) + " instead of 2xx");
            }
        }
    }

    @Test
    void an_expected_status_is_the_only_one_that_counts() {
        for (Flow flow : Catalogue.flows()) {
            assertThat(run(flow, "404 Not Found", NOT_FOUND).conforms()).isTrue();
            assertThat(run(flow, "200 OK", NOT_FOUND).wrongAnswer().orElseThrow())
                    .endsWith("has status 200 instead of 404");
        }
    }

    @Test
    void an_answer_without_a_status_does_not_count() {
        Run run = run(Catalogue.flow("spdy-proxy.http"), "0 OK", ExpectedStatus.SUCCESS);
        assertThat(run.wrongAnswer().orElseThrow()).endsWith("has no status instead of 2xx");
    }

    @Test
    void an_answer_that_was_not_seen_is_not_reported() {
        Flow flow = Catalogue.flow("direct");
        Run run =
                Run.of(
                        flow,
                        Variant.SOURCE,
                        Simulated.parties(flow),
                        Simulated.network(),
                        List.of());
        assertThat(run.wrongAnswer()).isEmpty();
    }
}
