package org.flowlab.trial;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Network;
import org.flowlab.flow.Parties;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topology;
import org.flowlab.unit.Seed;
import org.flowlab.yaml.InputException;

/// One flow, run once on a lab of its own.
public final class OneFlow {
    private static final int WARM_UP = 10;

    /// How often a trial that the wire disturbed is run again.
    private static final int RETRIES = 3;

    /// Limits the wait on a slow machine.
    private static final Duration WARM_UP_PATIENCE = Duration.ofMillis(500);

    private OneFlow() {}

    /// The network that a flow runs over, as [#run] builds it.
    public static Topology network(Topology topology, Manner manner) {
        return manner.warmOrigin() ? topology.withReuseOrigin() : topology;
    }

    /// Runs the flow; if the machine disturbs it, again, up to three times.
    ///
    /// @param folder for the files of host nodes
    /// @param disturbed is given each result that is thrown away, before the flow is run again
    /// @throws InputException if the flow cannot be run over the topology
    public static TrialResult run(
            Topology topology,
            Flow flow,
            Manner manner,
            ExpectedStatus expected,
            Seed seed,
            Path folder,
            Consumer<TrialResult> disturbed) {
        Topology network = network(topology, manner);
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
            TrialRunner runner = TrialRunner.alone(lab);
            runner.warmUp(List.of(trial), WARM_UP, WARM_UP_PATIENCE);
            Network between = Networks.between(plan, trial.parties());
            TrialResult result = runner.run(trial, between);
            for (int i = 0; i < RETRIES && result.disturbed(Optional.empty()); i++) {
                disturbed.accept(result);
                result = runner.run(trial, between);
            }
            return result;
        }
    }

    /// Whether the proxy or the origin of `flow` would be a program of the user's.
    public static boolean isServedByPrograms(Topology topology, Flow flow) {
        List<String> hosts = topology.named(Plan.Kind.HOST);
        return Stream.of(Plan.Kind.PROXY, Plan.Kind.ORIGIN)
                .filter(kind -> kind == Plan.Kind.ORIGIN || flow.proxied())
                .flatMap(kind -> topology.playing(kind).stream().limit(1))
                .anyMatch(hosts::contains);
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
