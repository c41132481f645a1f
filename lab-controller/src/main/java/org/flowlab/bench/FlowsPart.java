package org.flowlab.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.flowlab.bench.Target.Kind;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Theory;
import org.flowlab.lab.Lab;
import org.flowlab.sys.TouchedHeap;
import org.flowlab.topology.Plan;
import org.flowlab.trial.Trial;
import org.flowlab.trial.TrialResult;
import org.flowlab.trial.TrialRunner;

/// The part that measures by how much the six flows take longer than their network alone must cost.
final class FlowsPart implements Part {
    private static final double EMULATION_SHARE = 0.02;
    private static final double HOST_MILLIS = 3;

    @Override
    public String name() {
        return "flows";
    }

    @Override
    public String title() {
        return "time of cold flows beyond the network's own, at 20 ms + 10 ms; at most 2 % of it + 3 ms";
    }

    @Override
    public void measure(Run run) {
        warmUp(run);
        Plan plan = BenchLabs.threeTier("bench", 20, 10);
        Map<Flow, List<TrialResult>> results = new LinkedHashMap<>();
        try (Lab lab = Lab.deploy(plan, run.options())) {
            TrialRunner runner = new TrialRunner(lab);
            for (int round = 0; round < run.times(15, 4); round++) {
                for (Trial trial : BenchLabs.sixFlows(plan)) {
                    TrialResult result = runner.run(trial);
                    results.computeIfAbsent(trial.flow(), _ -> new ArrayList<>()).add(result);
                }
            }
        }
        results.forEach((flow, of) -> tell(run, flow, of));
    }

    /// Runs the flows without delay, so that their code is compiled quickly.
    static void warmUp(Run run) {
        Plan plan = BenchLabs.threeTier("warm-up", 0, 0);
        try (Lab lab = Lab.deploy(plan, run.options())) {
            TrialRunner runner = new TrialRunner(lab);
            for (int round = 0; round < run.times(60, 30); round++) {
                for (Trial trial : BenchLabs.sixFlows(plan)) {
                    runner.run(trial);
                }
            }
        }
        TouchedHeap.touch();
    }

    private static void tell(Run run, Flow flow, List<TrialResult> results) {
        long conforming = results.stream().filter(TrialResult::conforms).count();
        Finding conform =
                Finding.count(flow.id() + ", trials that conform", conforming)
                        .should(Target.exactly(results.size(), Kind.MUST));
        List<Long> excess =
                results.stream().map(r -> r.run().excessNanos()).filter(Objects::nonNull).toList();
        if (excess.isEmpty() || conforming < results.size()) {
            run.found(conform);
        }
        Theory theory = results.getLast().run().theory();
        if (!excess.isEmpty() && theory != null) {
            double most = EMULATION_SHARE * theory.totalNanos() / 1e6 + HOST_MILLIS;
            long[] nanos = excess.stream().mapToLong(Long::longValue).toArray();
            run.found(
                    Finding.of(flow.id(), "ms", Spread.of(nanos, 1e6))
                            .should(Target.atMost(most, Kind.SPEED))
                            .with("theory_ns", theory.totalNanos())
                            .with("conforming", conforming)
                            .with("trials", results.size()));
        }
    }
}
