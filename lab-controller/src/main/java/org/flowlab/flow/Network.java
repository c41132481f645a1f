package org.flowlab.flow;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.unit.BitRate;
import org.jspecify.annotations.Nullable;

/// What lies between a run's parties: for each direction that is used, the hops on the way. A
/// tunnelled step goes through the proxy, so it needs no direction of its own.
public record Network(Map<Direction, List<Hop>> paths) {
    public Network {
        paths = Map.copyOf(paths);
    }

    public record Direction(Role from, Role to) {}

    /// One direction of one link. A frame is handed on when it is whole.
    ///
    /// @param delay one way; the mean where it varies
    /// @param rate null for no limit
    /// @param varies whether a frame may take less than `delay`: jitter, reordering
    public record Hop(Duration delay, @Nullable BitRate rate, boolean varies) {}

    /// This and the hops from `from` to `to`.
    public Network with(Role from, Role to, List<Hop> hops) {
        Map<Direction, List<Hop>> more = new HashMap<>(paths);
        more.put(new Direction(from, to), List.copyOf(hops));
        return new Network(more);
    }

    public static Network empty() {
        return new Network(Map.of());
    }

    /// The hops that `step` takes.
    ///
    /// @throws IllegalArgumentException where a direction that it needs is not given
    List<Hop> path(Step step) {
        return ways(step).stream().flatMap(way -> path(way.from(), way.to()).stream()).toList();
    }

    /// The directions that `step` leads over: two if it goes through the proxy's tunnel.
    static List<Direction> ways(Step step) {
        return step.tunnelled()
                ? List.of(
                        new Direction(step.from(), Role.PROXY),
                        new Direction(Role.PROXY, step.to()))
                : List.of(new Direction(step.from(), step.to()));
    }

    private List<Hop> path(Role from, Role to) {
        List<Hop> hops = paths.get(new Direction(from, to));
        if (hops == null) {
            throw new IllegalArgumentException(
                    "theory: no path from " + from.letter() + " to " + to.letter());
        }
        return hops;
    }
}
