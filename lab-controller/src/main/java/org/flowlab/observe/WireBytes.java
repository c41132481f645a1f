package org.flowlab.observe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The frames that a message must at least have put on each wire of its way: those that its sender
/// sent, on its connection, after what it waited for. What that was is not known here, but it is no
/// later than the last message that reached the sender and the last one that it sent there.
final class WireBytes {
    private final FrameSizes sizes;
    private final Map<String, NavigableSet<Long>> sent = new HashMap<>();
    private final Map<String, NavigableSet<Long>> arrived = new HashMap<>();

    /// @param ways of all messages, also of those that do not matter themselves
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

    /// The sizes of the frames on that leg which has the fewest bytes; empty where none was seen.
    ///
    /// @param startNanos what was sent before does not count
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
