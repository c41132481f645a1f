package org.flowlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Run;
import org.flowlab.flow.Sighting;
import org.flowlab.flow.Simulated;
import org.flowlab.flow.Variant;
import org.flowlab.node.spec.Route;
import org.flowlab.trial.Lateness;
import org.flowlab.trial.Trial;
import org.flowlab.trial.TrialResult;
import org.flowlab.trial.WireFaults;
import org.junit.jupiter.api.Test;

class FlowSummaryTest {
    private static final Flow FLOW = Catalogue.flow("https-proxy.http");

    private static final Route ROUTE =
            new Route("proxy:443", List.of(), List.of(), Route.TlsChoice.DEFAULT);

    static Attempt trial(String failure, long hostMillis, boolean whole) {
        return new Attempt(result(failure, hostMillis, whole, Lateness.NONE), 1, false, true);
    }

    private static TrialResult result(
            String failure, long hostMillis, boolean whole, Lateness lateness) {
        return result(failure, hostMillis, whole, lateness, WireFaults.NONE);
    }

    private static TrialResult result(
            String failure, long hostMillis, boolean whole, Lateness lateness, WireFaults faults) {
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
                lateness,
                faults,
                List.of(),
                0,
                false,
                List.of(),
                List.of(),
                0,
                List.of(),
                List.of());
    }

    private static FlowSummary summary(Attempt... results) {
        FlowTimes times = new FlowTimes();
        for (Attempt result : results) {
            times.add(result);
        }
        return times.summary(FLOW.id());
    }

    @Test
    void times_are_of_the_trials_that_conform() {
        Attempt good = trial("", 1, true);
        Attempt deviating = trial("", 500, false);
        Attempt failed = trial("status 502 instead of 200", 500, true);
        FlowSummary row = summary(good, deviating, failed, deviating, failed);
        assertThat(row.trials()).isEqualTo(5);
        assertThat(row.good()).isEqualTo(1);
        long total = Objects.requireNonNull(good.result().run().ledger().times().totalNanos());
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

    @Test
    void a_disturbed_trial_is_counted_and_left_out_and_its_repetition_is_the_same_trial() {
        Lateness stopped = new Lateness(20, 30_000, 3_000_000_000L, 3_000_000_000L, 3_000_000_000L);
        TrialResult spoiled = result("", 3_000, true, stopped);
        assertThat(spoiled.disturbed(Optional.empty())).isTrue();
        Attempt good = trial("", 1, true);
        FlowSummary flow =
                summary(
                        good,
                        new Attempt(spoiled, 1, true, false),
                        new Attempt(spoiled, 2, true, true),
                        new Attempt(spoiled, 1, true, false),
                        new Attempt(good.result(), 2, false, true));
        assertThat(flow.trials()).isEqualTo(3);
        assertThat(flow.good()).isEqualTo(2);
        assertThat(flow.disturbed()).isEqualTo(3);
        assertThat(Objects.requireNonNull(flow.total()).max()).isLessThan(300e6);
    }

    @Test
    void the_excess_is_the_hosts_and_the_wires() {
        Lateness late = new Lateness(20, 30_000, 500_000, 500_000, 700_000);
        TrialResult result = result("", 1, true, late);
        FlowSummary flow = summary(new Attempt(result, 1, false, true));
        double excess = Objects.requireNonNull(flow.excess()).median();
        assertThat(Objects.requireNonNull(flow.late()).median()).isEqualTo(700_000);
        assertThat(Objects.requireNonNull(flow.hosts()).median()).isEqualTo(excess - 700_000);
        assertThat(Objects.requireNonNull(flow.lateP99()).median()).isEqualTo(500_000);
    }

    @Test
    void a_trial_is_disturbed_by_more_than_a_millisecond_or_two_percent_of_its_theory() {
        // theory: 200 ms
        assertThat(result("", 1, true, late(4_000_000)).disturbed(Optional.empty())).isFalse();
        assertThat(result("", 1, true, late(4_000_001)).disturbed(Optional.empty())).isTrue();
        Optional<Duration> asked = Optional.of(Duration.ofMillis(2));
        assertThat(result("", 1, true, late(2_000_000)).disturbed(asked)).isFalse();
        assertThat(result("", 1, true, late(2_000_001)).disturbed(asked)).isTrue();
    }

    @Test
    void a_trial_is_disturbed_by_every_fault_of_the_wire_itself() {
        for (WireFaults faults :
                List.of(
                        new WireFaults(1, 0, 0, 0, 0),
                        new WireFaults(0, 1, 0, 0, 0),
                        new WireFaults(0, 0, 1, 0, 0),
                        new WireFaults(0, 0, 0, 1, 0),
                        new WireFaults(0, 0, 0, 0, 1))) {
            TrialResult result = result("", 1, true, late(1_000), faults);
            assertThat(result.disturbed(Optional.of(Duration.ofSeconds(1)))).isTrue();
        }
    }

    private static Lateness late(long p99Nanos) {
        return new Lateness(20, 30_000, p99Nanos, p99Nanos, p99Nanos);
    }
}
