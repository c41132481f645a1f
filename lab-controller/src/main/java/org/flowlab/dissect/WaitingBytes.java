package org.flowlab.dissect;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Bytes that arrived before earlier bytes of their stream, in pieces that may overlap. If bytes
/// came twice with different values, those count that Linux passes to the program
/// (`tcp_data_queue_ofo`). A segment that lies within a piece is dropped; one that covers pieces
/// replaces them; if two overlap in part, the one that begins first counts.
///
/// The pieces are sorted by start, and their ends are in the same order. If more than two pieces
/// overlap, Linux' choice also depends on how its tree is balanced; that is not imitated.
final class WaitingBytes {
    /// Memory that a piece takes besides its bytes, so that many small pieces are bounded too.
    private static final int PIECE_COST = 128;

    private final TcpBudget budget;
    private final TreeMap<Long, Piece> pieces = new TreeMap<>();
    private long cost;
    private int next;

    WaitingBytes(TcpBudget budget) {
        this.budget = budget;
    }

    /// Bytes that came in one segment, or in segments that each continue the one before.
    static final class Piece {
        private final long start;
        private byte[] bytes;
        private int length;
        private long arrivedNanos;

        /// Number in the order in which the pieces came.
        private final int number;

        Piece(long start, byte[] bytes, long arrivedNanos, int number) {
            this.number = number;
            this.start = start;
            this.bytes = bytes;
            this.length = bytes.length;
            this.arrivedNanos = arrivedNanos;
        }

        /// Stream offset of the first byte.
        long start() {
            return start;
        }

        long end() {
            return start + length;
        }

        /// The array whose first [#length] bytes are the piece.
        byte[] bytes() {
            return bytes;
        }

        int length() {
            return length;
        }

        /// When the last of the bytes arrived.
        long arrivedNanos() {
            return arrivedNanos;
        }

        private int cost() {
            return length + PIECE_COST;
        }

        private void append(byte[] b, int at, int more, long nanos) {
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + more, length * 2));
            }
            System.arraycopy(b, at, bytes, length, more);
            length += more;
            arrivedNanos = nanos;
        }
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /// The memory that is held, including each piece's own cost.
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
            charge(-entry.getValue().cost());
        }
    }

    /// The stream offset after the last byte; -1 if there is none.
    long end() {
        return pieces.isEmpty() ? -1 : pieces.lastEntry().getValue().end();
    }

    /// Keeps `b[at, at + length)`, which starts at stream offset `start`, unless one piece already
    /// has all of it.
    void add(long start, byte[] b, int at, int length, long nanos) {
        compare(start, b, at, length);
        long end = start + length;
        Piece old = borders(start, end);
        if (old != null && end <= old.end()) {
            return;
        }
        if (old != null) {
            old.append(b, at, length, nanos);
            charge(length);
            dropCovered(old);
            return;
        }
        Piece added = new Piece(start, Arrays.copyOfRange(b, at, at + length), nanos, next++);
        Piece same = pieces.put(start, added);
        charge(length + PIECE_COST - (same == null ? 0 : same.cost()));
        dropCovered(added);
    }

    /// The oldest piece that contains `[start, end)`, or that ends at `start`; null if there is
    /// none.
    private @Nullable Piece borders(long start, long end) {
        Piece oldest = null;
        Map.Entry<Long, Piece> entry = pieces.floorEntry(start);
        while (entry != null && entry.getValue().end() >= start) {
            Piece piece = entry.getValue();
            boolean fits = piece.end() == start || piece.end() >= end;
            if (fits && (oldest == null || piece.number < oldest.number)) {
                oldest = piece;
            }
            entry = pieces.lowerEntry(entry.getKey());
        }
        return oldest;
    }

    /// Drops the pieces after `piece` that lie within it.
    private void dropCovered(Piece piece) {
        Map.Entry<Long, Piece> next = pieces.higherEntry(piece.start());
        while (next != null && next.getValue().end() <= piece.end()) {
            pieces.remove(next.getKey());
            charge(-next.getValue().cost());
            next = pieces.higherEntry(piece.start());
        }
    }

    /// Counts the waiting bytes whose value differs from that in `b[at, at + length)`.
    void compare(long start, byte[] b, int at, int length) {
        if (pieces.isEmpty()) {
            return; // true of nearly every segment, and cheaper than a view of the map
        }
        long end = start + length;
        Map.Entry<Long, Piece> first = pieces.floorEntry(start);
        Long from = first == null ? Long.valueOf(start) : first.getKey();
        for (Piece piece : pieces.subMap(from, true, end, false).values()) {
            compare(piece, start, b, at, length);
        }
    }

    private void compare(Piece piece, long start, byte[] b, int at, int length) {
        long from = Math.max(start, piece.start());
        long to = Math.min(start + length, piece.end());
        if (from >= to) {
            return;
        }
        int mine = (int) (from - piece.start());
        int other = at + (int) (from - start);
        int common = (int) (to - from);
        if (Arrays.equals(piece.bytes, mine, mine + common, b, other, other + common)) {
            return;
        }
        for (int i = 0; i < common; i++) {
            if (piece.bytes[mine + i] != b[other + i]) {
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
