package org.flowlab.dissect;

import org.flowlab.dissect.Passage.Transmission;
import org.jspecify.annotations.Nullable;

/// Reported passages, oldest first, each with the stream offset of its byte. When the ring is full,
/// it forgets the oldest.
final class PassageRing {
    private static final int FIRST_CAPACITY = 16;

    private final TcpBudget budget;
    private final int maxCapacity;
    private long[] offsets = {};
    private @Nullable Passage[] passages = {};
    private int head;
    private int size;

    /// @param maxCapacity a power of two
    PassageRing(TcpBudget budget, int maxCapacity) {
        this.budget = budget;
        this.maxCapacity = maxCapacity;
    }

    boolean isEmpty() {
        return size == 0;
    }

    private int slot(int index) {
        return head + index & offsets.length - 1;
    }

    void add(long offset, Passage passage) {
        if (size == offsets.length && !grow()) {
            if (size == 0) {
                return;
            }
            removeOldest();
        }
        int at = slot(size++);
        offsets[at] = offset;
        passages[at] = passage;
    }

    private boolean grow() {
        int old = offsets.length;
        int capacity = Math.max(FIRST_CAPACITY, old * 2);
        if (capacity > maxCapacity || !budget.takeSlots(capacity - old)) {
            return false;
        }
        long[] grownOffsets = new long[capacity];
        @Nullable Passage[] grownPassages = new Passage[capacity];
        for (int i = 0; i < size; i++) {
            grownOffsets[i] = offsets[slot(i)];
            grownPassages[i] = passages[slot(i)];
        }
        offsets = grownOffsets;
        passages = grownPassages;
        head = 0;
        return true;
    }

    private void removeOldest() {
        passages[head] = null;
        head = slot(1);
        size--;
    }

    /// Forgets passages of bytes below `offset`, the oldest first, but keeps at least `keep`
    /// passages.
    void prune(long offset, int keep) {
        while (size > keep && offsets[head] < offset) {
            removeOldest();
        }
    }

    /// Adds the sending of a byte range to the passages of its bytes.
    void sent(long from, long to, Transmission transmission) {
        for (int i = 0; i < size; i++) {
            int at = slot(i);
            Passage passage = passages[at];
            if (passage != null
                    && from <= offsets[at]
                    && offsets[at] < to
                    && !passage.addBounded(transmission)) {
                budget.forgottenSendings++;
            }
        }
    }

    /// Marks the sending of a range at `sentNanos` as lost.
    void dropped(long from, long to, long sentNanos) {
        for (int i = 0; i < size; i++) {
            int at = slot(i);
            Passage passage = passages[at];
            if (passage != null && from <= offsets[at] && offsets[at] < to) {
                passage.lost(sentNanos);
            }
        }
    }

    /// Removes the sending of a range at `sentNanos`: it did not carry these bytes.
    void forget(long from, long to, long sentNanos) {
        for (int i = 0; i < size; i++) {
            int at = slot(i);
            Passage passage = passages[at];
            if (passage != null && from <= offsets[at] && offsets[at] < to) {
                passage.forget(sentNanos);
            }
        }
    }

    void release() {
        budget.giveSlots(offsets.length);
        offsets = new long[0];
        passages = new Passage[0];
        head = 0;
        size = 0;
    }
}
