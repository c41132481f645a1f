package org.flowlab.dissect;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Bytes of one direction that were sent and lost, kept until they arrive.
final class LostBytes {
    /// Memory that a segment takes besides its bytes.
    private static final int SEGMENT_COST = 128;

    private final TcpBudget budget;
    private final TreeMap<Long, byte[]> segments = new TreeMap<>();
    private long cost;

    LostBytes(TcpBudget budget) {
        this.budget = budget;
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    /// Keeps a segment that starts at stream offset `start`, if there is room for it.
    void add(long start, byte[] b, int at, int length) {
        byte[] known = segments.get(start);
        if (length == 0
                || (known != null && known.length >= length)
                || budget.bufferIsFull()
                || cost > budget.limits.bufferedBytes()) {
            return;
        }
        if (known != null) {
            charge(-(known.length + SEGMENT_COST));
        }
        segments.put(start, Arrays.copyOfRange(b, at, at + length));
        charge(length + SEGMENT_COST);
    }

    /// Removes the segments that end at `offset` or before: their bytes arrived.
    void arrived(long offset) {
        Map.Entry<Long, byte[]> first = segments.firstEntry();
        while (first != null && first.getKey() + first.getValue().length <= offset) {
            charge(-(first.getValue().length + SEGMENT_COST));
            segments.pollFirstEntry();
            first = segments.firstEntry();
        }
    }

    /// The lost bytes from `offset` on, up to the end of their segment; null if the byte at
    /// `offset` was not lost.
    byte @Nullable [] from(long offset) {
        for (Map.Entry<Long, byte[]> segment :
                segments.headMap(offset, true).descendingMap().entrySet()) {
            byte[] bytes = segment.getValue();
            long skip = offset - segment.getKey();
            if (skip < bytes.length) {
                return Arrays.copyOfRange(bytes, (int) skip, bytes.length);
            }
        }
        return null;
    }

    private void charge(long change) {
        cost += change;
        budget.buffered(change);
    }

    void release() {
        charge(-cost);
        segments.clear();
    }
}
