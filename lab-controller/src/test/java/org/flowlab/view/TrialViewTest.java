package org.flowlab.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Run;
import org.flowlab.flow.Sighting;
import org.flowlab.flow.Simulated;
import org.flowlab.flow.Variant;
import org.junit.jupiter.api.Test;

class TrialViewTest {
    private static final Flow FLOW = Catalogue.flow("spdy-proxy.http");

    private static TrialView view(List<Sighting> sightings) {
        return Trials.view(
                Run.of(FLOW, Variant.SOURCE, Simulated.PARTIES, Simulated.network(), sightings));
    }

    private static List<Sighting> simulated() {
        return Simulated.sightings(FLOW, Variant.SOURCE, Simulated.network(), 1_000_000);
    }

    @Test
    void phases_and_the_total_stand_beside_their_theory_and_their_excess() {
        TrialView view = view(simulated());
        assertThat(view.phases())
                .containsExactly(
                        new TrialView.PhaseView("proxy", 126_000_000L, 120_000_000L, 6_000_000L),
                        new TrialView.PhaseView("origin", 85_000_000L, 80_000_000L, 5_000_000L));
        assertThat(view.totalNanos()).isEqualTo(211_000_000L);
        assertThat(view.theoryNanos()).isEqualTo(200_000_000L);
        assertThat(view.excessNanos()).isEqualTo(11_000_000L);
    }

    @Test
    void where_a_step_is_missing_there_is_no_excess() {
        TrialView view = view(simulated().subList(0, 12));
        assertThat(view.excessNanos()).isNull();
        assertThat(view.phases().getLast())
                .isEqualTo(new TrialView.PhaseView("origin", null, 80_000_000L, null));
    }

    @Test
    void a_step_that_another_protocol_spoke_says_so() {
        Sighting asked = simulated().get(8);
        String said = "GET http://origin/ HTTP/1.1";
        Sighting other = Simulated.said(asked, Simulated.request(said));
        TrialView.StepView step =
                view(Simulated.replace(simulated(), FLOW.step(9), s -> other)).steps().get(8);
        assertThat(step.name()).isEqualTo("SYN_STREAM");
        assertThat(step.label()).isEqualTo(said);
        assertThat(step.note()).isEqualTo("spoken over HTTP/1.1, not SPDY");
    }

    @Test
    void it_survives_json_and_back_with_times_that_are_not_known() {
        TrialView view = view(simulated().subList(0, 12));
        assertThat(Trials.carried(view)).isEqualTo(view);
        assertThat(Trials.carried(view(simulated()))).isEqualTo(view(simulated()));
    }
}
