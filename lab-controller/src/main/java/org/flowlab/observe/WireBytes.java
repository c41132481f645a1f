package org.flowlab.observe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Sizes of the frames that a message needed at least on each leg of its way: those that its sender
/// sent on that connection after the event that it waited for. That event is not known here; the
/// last earlier message that reached the sender, or that it sent on the connection, is taken for
/// it.
final class WireBytes {
    private final FrameSizes sizes;
    private final Map<String, NavigableSet<Long>> sent = new HashMap<>();
    private final Map<String, NavigableSet<Long>> arrived = new HashMap<>();

    /// @param ways of all messages, including those that are not asked about
    WireBytes(FrameSizes sizes, List<List<Leg>> ways) {
        this.sizes = sizes;
        for (List<Leg> way : ways) {
            for (Leg leg : way) {
                times(sent, direction(leg)).add(leg.sentNanos());
                Long arrivedNanos = leg.arrivedNanos();
                if (arrivedNanos != null) {
                    times(arrived, leg.toNode()).add(arrivedNanos);
                }
            }
        }
    }

    /// The sizes of the frames on the leg that has the fewest bytes; empty if none was seen.
    ///
    /// @param startNanos frames that were sent earlier do not count
    List<Integer> of(List<Leg> way, long startNanos) {
        Leg first = way.getFirst();
        long after = startNanos - 1;
        after = later(after, times(sent, direction(first)).lower(first.sentNanos()));
        after = later(after, times(arrived, first.fromNode()).lower(first.sentNanos()));
        List<Integer> least = List.of();
        for (Leg leg : way) {
            List<Integer> frames = sizes.frames(leg.from(), leg.to(), after, leg.sentNanos());
            if (!frames.isEmpty() && (least.isEmpty() || bytes(frames) < bytes(least))) {
                least = frames;
            }
        }
        return least;
    }

    private static long bytes(List<Integer> frames) {
        return frames.stream().mapToLong(Integer::longValue).sum();
    }

    private static String direction(Leg leg) {
        return leg.from() + ">" + leg.to();
    }

    private static long later(long nanos, @Nullable Long other) {
        return other == null ? nanos : Math.max(nanos, other);
    }

    private static NavigableSet<Long> times(Map<String, NavigableSet<Long>> all, String key) {
        return all.computeIfAbsent(key, k -> new TreeSet<>());
    }
}
