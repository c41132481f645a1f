package org.flowlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flowlab.flow.Parties;
import org.flowlab.topology.Topologies;
import org.flowlab.trial.Manner;
import org.flowlab.trial.ShippedFiles;
import org.flowlab.trial.TrialResult;
import org.junit.jupiter.api.Test;

class RunReportTest {
    private static final int TRIALS = 100_000;

    /// Nine 64-bit numbers for each trial, in arrays that grow to twice their size.
    private static final long MOST_BYTES = 2L * 9 * 8 * TRIALS;

    private static Experiment.Cell cell() {
        return new Experiment.Cell(
                1,
                Map.of(),
                Topologies.load(ShippedFiles.folder("topologies").resolve("three-tier.yaml")),
                Map.of(),
                Manner.source(),
                new Parties("client", "proxy", "origin"));
    }

    @Test
    void a_hundred_thousand_trials_take_a_few_megabytes() {
        RunReport report = new RunReport();
        Experiment.Cell cell = cell();
        long before = usedHeap();
        for (int i = 0; i < TRIALS; i++) {
            if (i % 100 == 0) {
                report.add(cell, FlowSummaryTest.trial("", 1 + i % 7, true));
            } else {
                report.add(cell, SHARED.get(i % SHARED.size()));
            }
        }
        assertThat(usedHeap() - before).isLessThan(MOST_BYTES + (4 << 20));
        FlowSummary flow = report.flows(1).getFirst();
        assertThat(flow.trials()).isEqualTo(TRIALS);
        assertThat(flow.good()).isEqualTo(TRIALS);
    }

    private static final List<Attempt> SHARED =
            List.of(
                    FlowSummaryTest.trial("", 1, true),
                    FlowSummaryTest.trial("", 2, true),
                    FlowSummaryTest.trial("", 3, true));

    @Test
    void no_trial_is_kept() {
        RunReport report = new RunReport();
        List<WeakReference<TrialResult>> kept = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Attempt attempt = FlowSummaryTest.trial(i % 2 == 0 ? "" : "failed", 1, i != 4);
            kept.add(new WeakReference<>(attempt.result()));
            report.add(cell(), attempt);
        }
        long end = System.nanoTime() + 10_000_000_000L;
        while (kept.stream().anyMatch(r -> r.get() != null) && System.nanoTime() < end) {
            System.gc();
        }
        assertThat(kept).allMatch(r -> r.get() == null);
        assertThat(report.done()).isEqualTo(10);
    }

    private static long usedHeap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void a_run_is_too_busy_if_more_trials_than_allowed_stay_disturbed() {
        RunReport report = new RunReport();
        TrialResult result = FlowSummaryTest.trial("", 1, true).result();
        for (int i = 0; i < 4; i++) {
            report.add(cell(), new Attempt(result, 1, false, true));
        }
        report.add(cell(), new Attempt(result, 1, true, false));
        assertThat(report.endsDisturbed()).isTrue();
        report.add(cell(), new Attempt(result, 2, true, true));
        assertThat(report.endsDisturbed()).isFalse();
        assertThat(report.done()).isEqualTo(6);
        assertThat(report.finished()).isEqualTo(5);
        assertThat(report.disturbed()).isEqualTo(2);
        assertThat(report.leftDisturbed()).isEqualTo(1);
        assertThat(report.failed()).isZero();
        assertThat(report.tooBusy(0.2)).isFalse();
        assertThat(report.tooBusy(0.19)).isTrue();
        assertThat(report.nothingMeasured()).isFalse();
    }

    @Test
    void a_run_in_which_every_trial_stays_disturbed_measured_nothing_whatever_is_allowed() {
        RunReport report = new RunReport();
        assertThat(report.tooBusy(1)).isFalse();
        TrialResult result = FlowSummaryTest.trial("", 1, true).result();
        for (int i = 0; i < 2; i++) {
            report.add(cell(), new Attempt(result, 1, true, false));
            report.add(cell(), new Attempt(result, 2, true, true));
        }
        assertThat(report.nothingMeasured()).isTrue();
        assertThat(report.tooBusy(1)).isTrue();
    }
}
