package org.flowlab.trial;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Parties;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.store.CaptureWriter;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topology;
import org.flowlab.unit.Seed;
import org.flowlab.yaml.InputException;
import org.jspecify.annotations.Nullable;

/// One flow, run once on a lab of its own.
public final class OneFlow {
    private static final int WARM_UP = 10;

    /// So that a slow machine's user does not wait.
    private static final Duration WARM_UP_PATIENCE = Duration.ofMillis(500);

    private OneFlow() {}

    /// @param folder for what host nodes leave behind
    /// @param capture where to keep what the wire carried; null: nowhere
    /// @throws InputException where the topology cannot carry the flow
    public static TrialResult run(
            Topology topology,
            Flow flow,
            Manner manner,
            ExpectedStatus expected,
            Seed seed,
            Path folder,
            @Nullable Path capture)
            throws IOException {
        Topology network = manner.warmOrigin() ? topology.withReuseOrigin() : topology;
        Plan plan = network.plan();
        Parties parties = parties(network);
        Optional<String> obstacle = Trials.obstacle(plan, flow, manner, parties);
        if (obstacle.isPresent()) {
            throw new InputException(
                    "flow "
                            + flow.id()
                            + " cannot be run over topology "
                            + network.name()
                            + ": "
                            + obstacle.get());
        }
        Trial trial = Trials.of(plan, flow, manner, parties).expecting(expected);
        try (Lab lab = Lab.deploy(plan, LabOptions.inJvm(seed, folder))) {
            TrialRunner runner = new TrialRunner(lab);
            runner.warmUp(List.of(trial), WARM_UP, WARM_UP_PATIENCE);
            TrialResult result = runner.run(trial, Networks.between(plan, trial.parties()));
            if (capture != null) {
                try (CaptureWriter writer = CaptureWriter.to(capture)) {
                    writer.write(plan, result.frames(), result.gaps(), result.keys(), flow.id());
                }
            }
            return result;
        }
    }

    private static Parties parties(Topology topology) {
        return new Parties(
                first(topology, Plan.Kind.CLIENT),
                topology.playing(Plan.Kind.PROXY).stream().findFirst().orElse(null),
                first(topology, Plan.Kind.ORIGIN));
    }

    private static String first(Topology topology, Plan.Kind kind) {
        return topology.playing(kind).stream()
                .findFirst()
                .orElseThrow(
                        () ->
                                new InputException(
                                        "topology "
                                                + topology.name()
                                                + " has no "
                                                + kind.name().toLowerCase(java.util.Locale.ROOT)
                                                + " to run flows with"));
    }
}
