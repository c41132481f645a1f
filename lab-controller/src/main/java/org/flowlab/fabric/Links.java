package org.flowlab.fabric;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The links of a fabric by their numbers, and the number of frames that were not recorded. The
/// wire's and the recorder's threads read it without locks; links are added and removed under this
/// object's lock.
final class Links {
    private volatile AtomicReferenceArray<@Nullable Link> byNumber = new AtomicReferenceArray<>(64);
    private int nextNumber;

    /// The number of frames that were not recorded. Only the wire's thread writes it.
    private volatile long losses;

    /// The number of those frames that were reported to the sinks. Only the recorder's thread
    /// writes it.
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

    /// Counts a frame that was not recorded. Only the wire's thread calls this.
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    void noteLoss() {
        losses++;
    }

    boolean allLossesReported() {
        return losses == lossesReported;
    }

    /// Counts frames whose loss was reported to a sink. Only the recorder's thread calls this.
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    void reported(long frames) {
        lossesReported += frames;
    }

    /// Returns the table, or a larger copy of it if `index` lies beyond its end.
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
