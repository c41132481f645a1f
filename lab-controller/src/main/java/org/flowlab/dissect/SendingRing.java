package org.flowlab.dissect;

import org.flowlab.dissect.Passage.Transmission;

/// Sendings of byte ranges, oldest first, held in arrays instead of objects. When the ring is full,
/// it forgets the oldest.
final class SendingRing {
    static final long NONE = Long.MIN_VALUE;
    private static final int FIRST_CAPACITY = 16;

    private final TcpBudget budget;
    private final int maxCapacity;
    private final boolean sorted;
    private long[] starts = {};

    /// The end of the range times two, plus one if the sending was lost.
    private long[] ends = {};

    private long[] nanos = {};
    private int[] prints = {};
    private int head;
    private int size;

    /// @param maxCapacity a power of two
    /// @param sorted whether ranges are added in order and do not overlap
    SendingRing(TcpBudget budget, int maxCapacity, boolean sorted) {
        this.budget = budget;
        this.maxCapacity = maxCapacity;
        this.sorted = sorted;
    }

    int size() {
        return size;
    }

    private int slot(int index) {
        return head + index & starts.length - 1;
    }

    void add(long from, long to, long sentNanos, boolean lost, int print) {
        if (size == starts.length && !grow()) {
            budget.forgottenSendings++;
            if (size == 0) {
                return;
            }
            removeOldest();
        }
        int at = slot(size++);
        starts[at] = from;
        ends[at] = (to << 1) | (lost ? 1 : 0);
        nanos[at] = sentNanos;
        prints[at] = print;
    }

    private boolean grow() {
        int capacity = Math.max(FIRST_CAPACITY, starts.length * 2);
        if (capacity > maxCapacity || !budget.takeSlots(capacity - starts.length)) {
            return false;
        }
        starts = unrolled(starts, capacity);
        ends = unrolled(ends, capacity);
        nanos = unrolled(nanos, capacity);
        int[] grown = new int[capacity];
        System.arraycopy(prints, head, grown, 0, prints.length - head);
        System.arraycopy(prints, 0, grown, prints.length - head, head);
        prints = grown;
        head = 0;
        return true;
    }

    private long[] unrolled(long[] ring, int capacity) {
        long[] grown = new long[capacity];
        System.arraycopy(ring, head, grown, 0, ring.length - head);
        System.arraycopy(ring, 0, grown, ring.length - head, head);
        return grown;
    }

    private void removeOldest() {
        head = slot(1);
        size--;
    }

    /// Forgets ranges that end at `offset` or before, the oldest first, but keeps at least `keep`
    /// ranges.
    void prune(long offset, int keep) {
        while (size > keep && (ends[head] >> 1) <= offset) {
            removeOldest();
        }
    }

    boolean covers(int index, long offset) {
        int at = slot(index);
        return starts[at] <= offset && offset < (ends[at] >> 1);
    }

    /// The index of the range that covers `offset`; negative if there is none. For sorted rings
    /// only.
    int find(long offset) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int at = slot(middle);
            if ((ends[at] >> 1) <= offset) {
                low = middle + 1;
            } else if (starts[at] > offset) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -1;
    }

    Transmission transmission(int index) {
        int at = slot(index);
        return new Transmission(nanos[at], (ends[at] & 1) != 0);
    }

    /// Marks the latest sending of this range and print as lost, unless it is marked already.
    ///
    /// @return when it was sent, or [#NONE]
    long dropped(long from, long to, int print) {
        int first = firstCandidate(from);
        for (int i = lastCandidate(first); i >= first; i--) {
            int at = slot(i);
            boolean inside = starts[at] >= from && (ends[at] >> 1) <= to;
            if (prints[at] == print && inside && (ends[at] & 1) == 0) {
                ends[at] |= 1;
                return nanos[at];
            }
        }
        return NONE;
    }

    /// Forgets the latest sending of this range and print.
    ///
    /// @return when it was sent, or [#NONE]
    long forget(long from, long to, int print) {
        int first = firstCandidate(from);
        for (int i = lastCandidate(first); i >= first; i--) {
            int at = slot(i);
            boolean inside = starts[at] >= from && (ends[at] >> 1) <= to;
            if (prints[at] == print && inside && nanos[at] != NONE) {
                long sent = nanos[at];
                nanos[at] = NONE;
                return sent;
            }
        }
        return NONE;
    }

    /// Whether the sending was not removed by [#forget].
    boolean isKnown(int index) {
        return nanos[slot(index)] != NONE;
    }

    /// Whether this range was sent with this print at `sinceNanos` or later.
    boolean knows(long from, long to, int print, long sinceNanos) {
        int first = firstCandidate(from);
        for (int i = lastCandidate(first); i >= first; i--) {
            int at = slot(i);
            if (nanos[at] >= sinceNanos
                    && prints[at] == print
                    && starts[at] == from
                    && (ends[at] >> 1) == to) {
                return true;
            }
        }
        return false;
    }

    private int firstCandidate(long from) {
        return sorted ? find(from) : 0;
    }

    private int lastCandidate(int first) {
        if (sorted) {
            return first < 0 ? first - 1 : first;
        }
        return size - 1;
    }

    void release() {
        budget.giveSlots(starts.length);
        starts = ends = nanos = new long[0];
        prints = new int[0];
        head = 0;
        size = 0;
    }
}
