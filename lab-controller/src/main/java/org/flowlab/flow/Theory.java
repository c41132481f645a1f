package org.flowlab.flow;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flowlab.flow.Network.Hop;

/// The least time that a run can take: nodes answer at once, queues are empty, nothing is lost.
///
/// @param steps by number, those that occur
/// @param totalNanos until the flow's last step arrives
/// @param proxyNanos this and the next two are the lengths of the phases, as in [Times]
/// @param bound whether no run can be faster; false if a hop's delay varies, as these times then
///   assume the mean delay
public record Theory(
        SortedMap<Integer, Least> steps,
        long totalNanos,
        long proxyNanos,
        long tunnelNanos,
        long originNanos,
        boolean bound) {
    public Theory {
        steps = Collections.unmodifiableSortedMap(new TreeMap<>(steps));
    }

    /// The earliest times of a step, in nanoseconds from the start of the run.
    public record Least(long sentNanos, long arrivedNanos) {}

    /// @param frameBytes the sizes of each step's frames, by step number; a missing step has none
    /// @throws IllegalArgumentException if `network` lacks a direction that the script needs
    public static Theory of(
            Script script, Network network, Map<Integer, List<Integer>> frameBytes) {
        SortedMap<Integer, Least> steps = new TreeMap<>();
        boolean bound = true;
        for (Step step : script.steps()) {
            long sent = 0;
            for (int number : step.causes()) {
                Least cause = at(steps, number);
                boolean own = script.step(number).from() == step.from();
                sent = Math.max(sent, own ? cause.sentNanos() : cause.arrivedNanos());
            }
            List<Hop> path = network.path(step);
            List<Integer> frames = frameBytes.getOrDefault(step.number(), List.of());
            long arrived = sent + nanos(path, frames);
            for (int number : step.causes()) {
                Step cause = script.step(number);
                if (cause.from() == step.from() && cause.to() == step.to()) {
                    // One connection keeps its order.
                    arrived = Math.max(arrived, at(steps, number).arrivedNanos());
                }
            }
            steps.put(step.number(), new Least(sent, arrived));
            bound &= path.stream().noneMatch(Hop::varies);
        }
        Phases phases =
                Phases.of(
                        script,
                        number -> at(steps, number).sentNanos(),
                        n -> at(steps, n).arrivedNanos());
        return phases.theory(steps, bound);
    }

    private static Least at(Map<Integer, Least> steps, int number) {
        Least least = steps.get(number);
        if (least == null) {
            throw new IllegalStateException("step " + number + " stands before its cause");
        }
        return least;
    }

    public long of(Phase phase) {
        return switch (phase) {
            case PROXY -> proxyNanos;
            case TUNNEL -> tunnelNanos;
            case ORIGIN -> originNanos;
        };
    }

    /// The time until the last of `frames`, sent back to back, has passed every hop.
    static long nanos(List<Hop> path, List<Integer> frames) {
        long delays = path.stream().mapToLong(h -> h.delay().toNanos()).sum();
        long[] free = new long[path.size()];
        long arrived = 0;
        for (int size : frames) {
            arrived = 0;
            for (int i = 0; i < free.length; i++) {
                var rate = path.get(i).rate();
                arrived = Math.max(arrived, free[i]) + (rate == null ? 0 : rate.nanosFor(size));
                free[i] = arrived;
            }
        }
        return delays + arrived;
    }
}
