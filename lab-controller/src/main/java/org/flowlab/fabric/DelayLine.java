package org.flowlab.fabric;

import java.util.Arrays;

/// The frames under way, ordered by the time at which they are due. Frames due at the same time
/// come out in the order in which they went in.
///
/// A frame is represented by the number of its slot. A frame that is due no earlier than the last
/// one in a first-in-first-out ring is appended to that ring; nearly all frames are. The others go
/// into a heap. Ring and heap grow when they are full and never shrink.
final class DelayLine {
    /// The value of [#nextDeadline] if no frame is under way.
    static final long NEVER = Long.MAX_VALUE;

    private static final int ARITY = 4;

    private static final int FIRST_PLACES = 512;
    private static final int FIRST_HEAP_PLACES = 16;

    private int mask = FIRST_PLACES - 1;
    private long[] fifoDue = new long[FIRST_PLACES];
    private long[] fifoOrder = new long[FIRST_PLACES];
    private int[] fifoSlot = new int[FIRST_PLACES];
    private long fifoHead;
    private long fifoTail;

    private long[] heapDue = new long[FIRST_HEAP_PLACES];
    private long[] heapOrder = new long[FIRST_HEAP_PLACES];
    private int[] heapSlot = new int[FIRST_HEAP_PLACES];
    private int heapSize;

    private long accepted;

    void accept(int slot, long dueNanos) {
        long order = accepted++;
        if (fifoHead == fifoTail || dueNanos >= fifoDue[(int) (fifoTail - 1) & mask]) {
            if (fifoTail - fifoHead > mask) {
                growFifo();
            }
            int at = (int) fifoTail & mask;
            fifoDue[at] = dueNanos;
            fifoOrder[at] = order;
            fifoSlot[at] = slot;
            fifoTail++;
        } else {
            if (heapSize == heapDue.length) {
                growHeap();
            }
            siftUp(slot, dueNanos, order);
        }
    }

    private void growFifo() {
        int places = 2 * fifoDue.length;
        long[] due = new long[places];
        long[] order = new long[places];
        int[] slot = new int[places];
        for (long i = fifoHead; i < fifoTail; i++) {
            int from = (int) i & mask;
            int to = (int) i & (places - 1);
            due[to] = fifoDue[from];
            order[to] = fifoOrder[from];
            slot[to] = fifoSlot[from];
        }
        fifoDue = due;
        fifoOrder = order;
        fifoSlot = slot;
        mask = places - 1;
    }

    private void growHeap() {
        int places = 2 * heapDue.length;
        heapDue = Arrays.copyOf(heapDue, places);
        heapOrder = Arrays.copyOf(heapOrder, places);
        heapSlot = Arrays.copyOf(heapSlot, places);
    }

    /// The time at which the first frame is due, or [#NEVER].
    long nextDeadline() {
        long first = fifoHead == fifoTail ? NEVER : fifoDue[(int) fifoHead & mask];
        return heapSize == 0 ? first : Math.min(first, heapDue[0]);
    }

    /// Removes the first frame and returns its slot. There must be one.
    int emit() {
        if (heapSize == 0 || (fifoHead != fifoTail && fifoIsFirst())) {
            return fifoSlot[(int) fifoHead++ & mask];
        }
        int slot = heapSlot[0];
        siftDown();
        return slot;
    }

    int size() {
        return (int) (fifoTail - fifoHead) + heapSize;
    }

    private boolean fifoIsFirst() {
        int at = (int) fifoHead & mask;
        return fifoDue[at] != heapDue[0] ? fifoDue[at] < heapDue[0] : fifoOrder[at] < heapOrder[0];
    }

    private void siftUp(int slot, long due, long order) {
        int at = heapSize++;
        while (at > 0) {
            int parent = (at - 1) / ARITY;
            if (heapDue[parent] <= due) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        put(at, slot, due, order);
    }

    private void siftDown() {
        int last = --heapSize;
        long due = heapDue[last];
        long order = heapOrder[last];
        int at = 0;
        while (true) {
            int least = leastChild(at);
            if (least < 0 || !before(heapDue[least], heapOrder[least], due, order)) {
                break;
            }
            move(least, at);
            at = least;
        }
        put(at, heapSlot[last], due, order);
    }

    private int leastChild(int parent) {
        int first = parent * ARITY + 1;
        if (first >= heapSize) {
            return -1;
        }
        int least = first;
        int end = Math.min(first + ARITY, heapSize);
        for (int child = first + 1; child < end; child++) {
            if (before(heapDue[child], heapOrder[child], heapDue[least], heapOrder[least])) {
                least = child;
            }
        }
        return least;
    }

    private static boolean before(long due, long order, long otherDue, long otherOrder) {
        return due != otherDue ? due < otherDue : order < otherOrder;
    }

    private void move(int from, int to) {
        heapDue[to] = heapDue[from];
        heapOrder[to] = heapOrder[from];
        heapSlot[to] = heapSlot[from];
    }

    private void put(int at, int slot, long due, long order) {
        heapDue[at] = due;
        heapOrder[at] = order;
        heapSlot[at] = slot;
    }
}
