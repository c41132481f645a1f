package org.flowlab.dissect;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Bytes that arrived before others that precede them. Of bytes that came twice, the first stay.
final class WaitingBytes {
    /// What a piece costs beside its bytes, so that many small ones are bounded too.
    private static final int PIECE_COST = 128;

    private final TcpBudget budget;
    private final TreeMap<Long, Piece> pieces = new TreeMap<>();
    private long cost;

    WaitingBytes(TcpBudget budget) {
        this.budget = budget;
    }

    /// Bytes that came together.
    ///
    /// @param start stream offset of the first byte
    record Piece(long start, byte[] bytes, long arrivedNanos) {
        long end() {
            return start + bytes.length;
        }
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /// What is held, pieces' own cost included.
    long cost() {
        return cost;
    }

    @Nullable Piece first() {
        Map.Entry<Long, Piece> entry = pieces.firstEntry();
        return entry == null ? null : entry.getValue();
    }

    void removeFirst() {
        Map.Entry<Long, Piece> entry = pieces.pollFirstEntry();
        if (entry != null) {
            charge(-(entry.getValue().bytes().length + PIECE_COST));
        }
    }

    /// Keeps what is new of `b[at, at + length)`, which starts at stream offset `start`.
    void add(long start, byte[] b, int at, int length, long nanos) {
        long end = start + length;
        long from = start;
        Map.Entry<Long, Piece> before = pieces.floorEntry(start);
        if (before != null && before.getValue().end() > from) {
            compare(before.getValue(), start, b, at, length);
            from = before.getValue().end();
        }
        while (from < end) {
            Map.Entry<Long, Piece> next = pieces.ceilingEntry(from);
            long to = next == null ? end : Math.min(end, next.getKey());
            if (to > from) {
                put(from, to, b, at + (int) (from - start), nanos);
            }
            if (next == null || next.getKey() >= end) {
                return;
            }
            compare(next.getValue(), start, b, at, length);
            from = next.getValue().end();
        }
    }

    private void put(long from, long to, byte[] b, int at, long nanos) {
        byte[] copy = Arrays.copyOfRange(b, at, at + (int) (to - from));
        pieces.put(from, new Piece(from, copy, nanos));
        charge(copy.length + PIECE_COST);
    }

    /// Counts the bytes of a piece that came again with another value.
    void compare(Piece piece, long start, byte[] b, int at, int length) {
        long from = Math.max(start, piece.start());
        long to = Math.min(start + length, piece.end());
        if (from >= to) {
            return;
        }
        int mine = (int) (from - piece.start());
        int other = at + (int) (from - start);
        int common = (int) (to - from);
        if (Arrays.equals(piece.bytes(), mine, mine + common, b, other, other + common)) {
            return;
        }
        for (int i = 0; i < common; i++) {
            if (piece.bytes()[mine + i] != b[other + i]) {
                budget.conflictingBytes++;
            }
        }
    }

    private void charge(long change) {
        cost += change;
        budget.buffered(change);
    }

    void release() {
        charge(-cost);
        pieces.clear();
    }
}
