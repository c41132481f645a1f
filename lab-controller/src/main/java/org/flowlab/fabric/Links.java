package org.flowlab.fabric;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Which link has a number, and how many frames were not recorded. Read by the wire's and the
/// recorder's threads without locks; changed under this object's lock.
final class Links {
    private volatile AtomicReferenceArray<@Nullable Link> byNumber = new AtomicReferenceArray<>(64);
    private int nextNumber;

    /// Frames that were not recorded; the wire's thread counts them.
    private volatile long losses;

    /// How many of them were reported to the sinks; the recorder's thread counts them.
    private volatile long lossesReported;

    @Nullable Link byNumber(int number) {
        AtomicReferenceArray<@Nullable Link> table = byNumber;
        return number < table.length() ? table.get(number) : null;
    }

    synchronized List<Link> all() {
        List<Link> all = new ArrayList<>();
        for (int i = 0; i < byNumber.length(); i++) {
            Link link = byNumber.get(i);
            if (link != null) {
                all.add(link);
            }
        }
        return all;
    }

    synchronized int takeNumber() {
        return nextNumber++;
    }

    synchronized void add(Link link) {
        byNumber = withRoomFor(byNumber, link.number());
        byNumber.set(link.number(), link);
    }

    synchronized void remove(Link link) {
        byNumber.set(link.number(), null);
    }

    /// For the wire's thread.
    @SuppressWarnings("NonAtomicVolatileUpdate") // it alone writes it
    void noteLoss() {
        losses++;
    }

    boolean allLossesReported() {
        return losses == lossesReported;
    }

    /// For the recorder's thread.
    @SuppressWarnings("NonAtomicVolatileUpdate") // it alone writes it
    void reported(long frames) {
        lossesReported += frames;
    }

    /// The table, or a larger copy of it if `index` lies beyond its end.
    static <T> AtomicReferenceArray<@Nullable T> withRoomFor(
            AtomicReferenceArray<@Nullable T> table, int index) {
        if (index < table.length()) {
            return table;
        }
        var larger = new AtomicReferenceArray<@Nullable T>(Integer.highestOneBit(index) << 1);
        for (int i = 0; i < table.length(); i++) {
            larger.setPlain(i, table.getPlain(i));
        }
        return larger;
    }
}
