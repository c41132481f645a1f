package org.flowlab.fabric;

/// Frames under way, by the time at which they are due; those due at the same time come out in the
/// order in which they went in.
///
/// Frames are numbers of slots. Those that come in order of their due times, which is nearly all of
/// them, stand in a first-in-first-out ring; the others in a heap.
final class DelayLine {
    /// What [#nextDeadline] returns where nothing is under way.
    static final long NEVER = Long.MAX_VALUE;

    private static final int ARITY = 4;

    private final int mask;
    private final long[] fifoDue;
    private final long[] fifoOrder;
    private final int[] fifoSlot;
    private long fifoHead;
    private long fifoTail;

    private final long[] heapDue;
    private final long[] heapOrder;
    private final int[] heapSlot;
    private int heapSize;

    private long accepted;

    /// @param capacity frames that it holds at most; the caller sees to it that there are no more
    DelayLine(int capacity) {
        int length = Integer.highestOneBit(Math.max(2, capacity) - 1) << 1;
        this.mask = length - 1;
        this.fifoDue = new long[length];
        this.fifoOrder = new long[length];
        this.fifoSlot = new int[length];
        this.heapDue = new long[length];
        this.heapOrder = new long[length];
        this.heapSlot = new int[length];
    }

    void accept(int slot, long dueNanos) {
        long order = accepted++;
        if (fifoHead == fifoTail || dueNanos >= fifoDue[(int) (fifoTail - 1) & mask]) {
            int at = (int) fifoTail & mask;
            fifoDue[at] = dueNanos;
            fifoOrder[at] = order;
            fifoSlot[at] = slot;
            fifoTail++;
        } else {
            siftUp(slot, dueNanos, order);
        }
    }

    /// When the first frame is due, or [#NEVER].
    long nextDeadline() {
        long first = fifoHead == fifoTail ? NEVER : fifoDue[(int) fifoHead & mask];
        return heapSize == 0 ? first : Math.min(first, heapDue[0]);
    }

    /// Takes out the first frame: its slot. There must be one.
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
