package org.flowlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Run;
import org.flowlab.flow.Sighting;
import org.flowlab.flow.Simulated;
import org.flowlab.flow.Variant;
import org.flowlab.node.spec.Route;
import org.flowlab.trial.Trial;
import org.flowlab.trial.TrialResult;
import org.junit.jupiter.api.Test;

class FlowSummaryTest {
    private static final Flow FLOW = Catalogue.flow("https-proxy.http");

    private static final Route ROUTE =
            new Route("proxy:443", List.of(), List.of(), Route.TlsChoice.DEFAULT);

    static TrialResult trial(String failure, long hostMillis, boolean whole) {
        List<Sighting> sightings =
                new ArrayList<>(
                        Simulated.sightings(
                                FLOW, Variant.SOURCE, Simulated.network(), hostMillis * 1_000_000));
        if (!whole) {
            sightings.removeIf(s -> s.kind() == Sighting.Kind.SERVER_HELLO);
        }
        return new TrialResult(
                new Trial(
                        FLOW,
                        Variant.SOURCE,
                        Simulated.PARTIES,
                        ROUTE,
                        "http://origin/",
                        ExpectedStatus.SUCCESS),
                failure,
                Run.of(FLOW, Variant.SOURCE, Simulated.PARTIES, Simulated.network(), sightings),
                List.of(),
                List.of(),
                0,
                List.of(),
                List.of());
    }

    private static FlowSummary summary(TrialResult... results) {
        FlowTimes times = new FlowTimes();
        for (TrialResult result : results) {
            times.add(result);
        }
        return times.summary(FLOW.id());
    }

    @Test
    void times_are_of_the_trials_that_conform() {
        TrialResult good = trial("", 1, true);
        TrialResult deviating = trial("", 500, false);
        TrialResult failed = trial("status 502 instead of 200", 500, true);
        FlowSummary row = summary(good, deviating, failed, deviating, failed);
        assertThat(row.trials()).isEqualTo(5);
        assertThat(row.good()).isEqualTo(1);
        long total = Objects.requireNonNull(good.run().ledger().times().totalNanos());
        assertThat(Objects.requireNonNull(row.total()).median()).isEqualTo(total);
        assertThat(Objects.requireNonNull(row.total()).max()).isEqualTo(total);
        assertThat(Objects.requireNonNull(row.excess()).max()).isLessThan(50e6);
        assertThat(row.theoryNanos()).isEqualTo(200_000_000L);
    }

    @Test
    void where_no_trial_conforms_there_are_no_times() {
        FlowSummary row = summary(trial("", 1, false));
        assertThat(row.total()).isNull();
        assertThat(row.theoryNanos()).isNull();
        assertThat(row.good()).isZero();
    }
}
