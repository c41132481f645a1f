package org.flowlab.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the shortest ways from a node to all segments that its packets can reach.
///
/// If two ways have the same number of routers, compare the segments that only one of them crosses:
/// the way that crosses the one mentioned last in the file is not taken. So there is exactly one
/// shortest way between two nodes, and the way back is the same.
final class Ways {
    private static final Comparator<Crossing> ORDER =
            (a, b) -> Arrays.compare(a.crossed(), b.crossed());

    private final Map<String, List<Place>> places;

    /// @param places the interfaces of every node, by its name
    Ways(Map<String, List<Place>> places) {
        this.places = places;
    }

    /// The first step of a way.
    ///
    /// @param out the node's interface
    /// @param via the router; null if the node itself is on the segment
    record Way(Place out, @Nullable Place via) {}

    /// A segment that a way crosses.
    ///
    /// @param way its first step
    /// @param crossed the numbers of the segments up to this one, the greatest first; of a way that
    ///   is too long for packets, those of its first part
    private record Crossing(Segment segment, Way way, int[] crossed) {}

    /// The ways from a node to each segment, the nearest first.
    Map<Segment, Way> from(String node) {
        Map<Segment, Way> ways = new LinkedHashMap<>();
        BitSet passed = new BitSet();
        BitSet known = new BitSet();
        List<Crossing> reached = own(node);
        for (Crossing crossing : reached) {
            known.set(crossing.segment().index);
            passed.set(crossing.way().out().nodeIndex);
        }
        while (!reached.isEmpty()) {
            reached.forEach(c -> ways.put(c.segment(), c.way()));
            reached = next(reached, known, passed);
        }
        return ways;
    }

    /// The segments that the node is on, in [#ORDER].
    private List<Crossing> own(String node) {
        Map<Segment, Crossing> own = new LinkedHashMap<>();
        for (Place place : places.getOrDefault(node, List.of())) {
            int[] crossed = {place.segment.index};
            own.putIfAbsent(
                    place.segment, new Crossing(place.segment, new Way(place, null), crossed));
        }
        return own.values().stream().sorted(ORDER).toList();
    }

    /// The best crossings with one more router, in [#ORDER].
    ///
    /// @param reached the crossings so far, in [#ORDER]. The first one that comes to a router is
    ///   the best way to it, and to the segments behind it: each way adds the same segment, which
    ///   does not change the order.
    /// @param known the numbers of segments to which a way is known; new ones are added
    /// @param passed the numbers of routers (as nodes) that a way passes; new ones are added
    private List<Crossing> next(List<Crossing> reached, BitSet known, BitSet passed) {
        List<Crossing> next = new ArrayList<>();
        for (Crossing at : reached) {
            for (Place router : at.segment().routers) {
                if (passed.get(router.nodeIndex)) {
                    continue;
                }
                passed.set(router.nodeIndex);
                Way way = at.way().via() == null ? new Way(at.way().out(), router) : at.way();
                for (Place far : places.getOrDefault(router.end.node(), List.of())) {
                    if (!known.get(far.segment.index)) {
                        known.set(far.segment.index);
                        int[] crossed = with(at.crossed(), far.segment.index);
                        next.add(new Crossing(far.segment, way, crossed));
                    }
                }
            }
        }
        next.sort(ORDER);
        return next;
    }

    /// Inserts a number into an array that descends and does not contain it. No packet goes on
    /// where the array has no more room, so it does not matter which way is the best there.
    private static int[] with(int[] numbers, int more) {
        if (numbers.length > PathFinder.MOST_ROUTERS) {
            return numbers;
        }
        int[] all = new int[numbers.length + 1];
        int at = 0;
        while (at < numbers.length && numbers[at] > more) {
            at++;
        }
        System.arraycopy(numbers, 0, all, 0, at);
        all[at] = more;
        System.arraycopy(numbers, at, all, at + 1, numbers.length - at);
        return all;
    }
}
