package org.flowlab.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The shortest ways from a node to all segments that its packets can get to.
///
/// Of two ways over equally many routers the one is taken that keeps clear of the segment which the
/// file mentions later: the last one that only one of them crosses decides. So there is one
/// shortest way between any two nodes, and the way back is the same.
final class Ways {
    private static final Comparator<Crossing> ORDER =
            (a, b) -> Arrays.compare(a.crossed(), b.crossed());

    private final Map<String, List<Place>> places;

    /// @param places of every node
    Ways(Map<String, List<Place>> places) {
        this.places = places;
    }

    /// The first step of a way: out of `out`, to `via`; null where the node is on the segment.
    record Way(Place out, @Nullable Place via) {}

    /// A segment that a way crosses.
    ///
    /// @param way its first step
    /// @param crossed the numbers of the segments up to this one, the greatest first
    private record Crossing(Segment segment, Way way, int[] crossed) {}

    /// In the order of distance.
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

    /// The segments that the node is on, in order.
    private List<Crossing> own(String node) {
        Map<Segment, Crossing> own = new LinkedHashMap<>();
        for (Place place : places.getOrDefault(node, List.of())) {
            int[] crossed = {place.segment.index};
            own.putIfAbsent(
                    place.segment, new Crossing(place.segment, new Way(place, null), crossed));
        }
        return own.values().stream().sorted(ORDER).toList();
    }

    /// The best crossings that are one router further on, in order.
    ///
    /// @param reached in order; so the first that comes to a router, or to a segment behind it, is
    ///   the best: a segment that all have to cross does not change which of them is
    /// @param known segments that some way crosses already, by their numbers
    /// @param passed routers, by their nodes' numbers
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

    /// `numbers` and one more, which is not among them, in their order.
    private static int[] with(int[] numbers, int more) {
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
