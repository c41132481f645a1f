package org.flowlab.trial;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Parties;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topology;
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
    /// @param options of the lab that is made for it
    /// @param disturbed is given each result that is thrown away, before the flow is run again
    /// @param slot is taken when the lab is up, for warming up and for the flow
    /// @throws InputException if the flow cannot be run over the topology
    public static TrialResult run(
            Topology topology,
            Flow flow,
            Manner manner,
            ExpectedStatus expected,
            LabOptions options,
            Consumer<TrialResult> disturbed,
            MeasuringSlot slot) {
        Topology network = network(topology, manner);
        Plan plan = network.plan();
        Trial trial = trial(plan, flow, manner, parties(network)).expecting(expected);
        try (Lab lab = Lab.deploy(plan, options)) {
            TrialRunner runner = TrialRunner.alone(lab);
            return slot.hold(
                    () -> {
                        warmUp(runner, trial);
                        lab.restartLinks();
                        return undisturbed(runner, trial, disturbed);
                    });
        }
    }

    /// Makes a trial.
    ///
    /// @throws InputException if the flow cannot be run over the plan
    public static Trial trial(Plan plan, Flow flow, Manner manner, Parties parties) {
        Optional<String> obstacle = Trials.obstacle(plan, flow, manner, parties);
        if (obstacle.isPresent()) {
            throw new InputException(
                    "flow "
                            + flow.id()
                            + " cannot be run over topology "
                            + plan.name()
                            + ": "
                            + obstacle.get());
        }
        return Trials.of(plan, flow, manner, parties);
    }

    /// Runs a trial a few times, so that its code is compiled.
    public static void warmUp(TrialRunner runner, Trial trial) {
        runner.warmUp(List.of(trial), WARM_UP, WARM_UP_PATIENCE);
    }

    /// Runs a trial; if the machine disturbs it, and no link was changed meanwhile, again, up to
    /// three times.
    ///
    /// @param disturbed is given each result that is thrown away, before the trial is run again
    public static TrialResult undisturbed(
            TrialRunner runner, Trial trial, Consumer<TrialResult> disturbed) {
        TrialResult result = runner.run(trial);
        for (int i = 0; i < RETRIES && isSpoiled(result); i++) {
            disturbed.accept(result);
            result = runner.run(trial);
        }
        return result;
    }

    /// A trial whose links were changed is no measurement anyway, and shows what the change did.
    private static boolean isSpoiled(TrialResult result) {
        return !result.changed() && result.disturbed(Optional.empty());
    }

    /// Whether the proxy or the origin of `flow` would be a program of the user's.
    public static boolean isServedByPrograms(Topology topology, Flow flow) {
        List<String> hosts = topology.named(Plan.Kind.HOST);
        return Stream.of(Plan.Kind.PROXY, Plan.Kind.ORIGIN)
                .filter(kind -> kind == Plan.Kind.ORIGIN || flow.proxied())
                .flatMap(kind -> topology.playing(kind).stream().limit(1))
                .anyMatch(hosts::contains);
    }

    /// The parties of a flow in a topology: the first client, proxy and origin of the file.
    ///
    /// @throws InputException if there is no client or no origin
    public static Parties parties(Topology topology) {
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
