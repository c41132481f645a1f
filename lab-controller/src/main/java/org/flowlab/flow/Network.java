package org.flowlab.flow;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.unit.BitRate;
import org.jspecify.annotations.Nullable;

/// The links between a run's parties: the hops of each direction that is used. A tunnelled step
/// uses the directions to and from the proxy.
public record Network(Map<Direction, List<Hop>> paths) {
    public Network {
        paths = Map.copyOf(paths);
    }

    public record Direction(Role from, Role to) {}

    /// One direction of one link. A frame is forwarded when it has arrived in full.
    ///
    /// @param delay one way; the mean if it varies
    /// @param rate null for no limit
    /// @param varies whether a frame may take less than `delay`: jitter, reordering
    public record Hop(Duration delay, @Nullable BitRate rate, boolean varies) {}

    /// This network with the hops from `from` to `to`.
    public Network with(Role from, Role to, List<Hop> hops) {
        Map<Direction, List<Hop>> more = new HashMap<>(paths);
        more.put(new Direction(from, to), List.copyOf(hops));
        return new Network(more);
    }

    public static Network empty() {
        return new Network(Map.of());
    }

    /// The hops on the way of `step`.
    ///
    /// @throws IllegalArgumentException if a direction that it needs is missing
    List<Hop> path(Step step) {
        return ways(step).stream().flatMap(way -> path(way.from(), way.to()).stream()).toList();
    }

    /// The directions that `step` uses: two if it goes through the tunnel.
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
