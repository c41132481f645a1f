package org.flowlab.topology;

import java.util.ArrayList;
import java.util.Arrays;
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
    private final Map<String, List<Place>> places;

    /// @param places of every node
    Ways(Map<String, List<Place>> places) {
        this.places = places;
    }

    /// The first step of a way: out of `out`, to `via`; null where the node is on the segment.
    record Way(Place out, @Nullable Place via) {}

    /// A segment that a way crosses, and how it came there.
    ///
    /// @param router by which it came, null at the start
    /// @param way its first step
    private record Crossing(
            Segment segment, @Nullable Place router, @Nullable Crossing from, Way way) {}

    /// In the order of distance.
    Map<Segment, Way> from(String node) {
        Map<Segment, Crossing> level = new LinkedHashMap<>();
        for (Place place : places.getOrDefault(node, List.of())) {
            level.putIfAbsent(
                    place.segment, new Crossing(place.segment, null, null, new Way(place, null)));
        }
        Map<Segment, Way> ways = new LinkedHashMap<>();
        while (!level.isEmpty()) {
            List<Crossing> reached = new ArrayList<>(level.values());
            reached.sort(ORDER);
            reached.forEach(c -> ways.put(c.segment(), c.way()));
            level = next(node, reached, ways);
        }
        return ways;
    }

    /// The best crossings that are one router further on.
    private Map<Segment, Crossing> next(
            String node, List<Crossing> reached, Map<Segment, Way> known) {
        Map<Segment, Crossing> next = new LinkedHashMap<>();
        for (Crossing at : reached) {
            for (Place router : at.segment().routers) {
                if (router.end.node().equals(node)) {
                    continue;
                }
                Place via = at.way().via();
                Way way = via == null ? new Way(at.way().out(), router) : at.way();
                for (Place far : places.getOrDefault(router.end.node(), List.of())) {
                    if (!known.containsKey(far.segment)) {
                        next.merge(
                                far.segment,
                                new Crossing(far.segment, router, at, way),
                                (a, b) -> ORDER.compare(b, a) < 0 ? b : a);
                    }
                }
            }
        }
        return next;
    }

    /// Of crossings equally far away.
    private static final Comparator<Crossing> ORDER =
            (a, b) -> {
                int bySegments = Arrays.compare(segments(a), segments(b));
                return bySegments != 0 ? bySegments : Arrays.compare(routers(a), routers(b));
            };

    /// The numbers of the segments crossed, the greatest first.
    private static int[] segments(Crossing last) {
        List<Integer> numbers = new ArrayList<>();
        for (Crossing c = last; c != null; c = c.from()) {
            numbers.add(c.segment().index);
        }
        return descending(numbers);
    }

    private static int[] routers(Crossing last) {
        List<Integer> numbers = new ArrayList<>();
        for (Crossing c = last; c != null; c = c.from()) {
            if (c.router() != null) {
                numbers.add(c.router().nodeIndex);
            }
        }
        return descending(numbers);
    }

    private static int[] descending(List<Integer> numbers) {
        numbers.sort(Comparator.reverseOrder());
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
