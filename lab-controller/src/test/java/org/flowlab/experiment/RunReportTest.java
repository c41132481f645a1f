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

    /// Six 64-bit numbers for each trial, in arrays that grow to twice their size.
    private static final long MOST_BYTES = 2L * 6 * 8 * TRIALS;

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

    private static final List<TrialResult> SHARED =
            List.of(
                    FlowSummaryTest.trial("", 1, true),
                    FlowSummaryTest.trial("", 2, true),
                    FlowSummaryTest.trial("", 3, true));

    @Test
    void no_trial_is_kept() {
        RunReport report = new RunReport();
        List<WeakReference<TrialResult>> kept = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            TrialResult result = FlowSummaryTest.trial(i % 2 == 0 ? "" : "failed", 1, i != 4);
            kept.add(new WeakReference<>(result));
            report.add(cell(), result);
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
}
