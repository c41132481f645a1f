package org.flowlab.fabric;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Which direction a frame from a device belongs to, and which link has a number. Read by the
/// wire's and the recorder's threads without locks; changed under this object's lock.
final class Links {
    /// Above this an ifindex is taken for a mistake.
    private static final int HIGHEST_IFINDEX = 1 << 24;

    private volatile AtomicReferenceArray<@Nullable Direction> byIfindex =
            new AtomicReferenceArray<>(64);
    private volatile AtomicReferenceArray<@Nullable Link> byNumber = new AtomicReferenceArray<>(64);
    private int nextNumber;

    /// How many frames could not be recorded, by the wire; and for how many of them the sinks were
    /// told so, by the recorder.
    private volatile long losses;

    private volatile long lossesTold;

    @Nullable Direction byIfindex(int ifindex) {
        AtomicReferenceArray<@Nullable Direction> table = byIfindex;
        return ifindex >= 0 && ifindex < table.length() ? table.get(ifindex) : null;
    }

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

    /// @throws IllegalArgumentException where the device has a link already
    synchronized void plug(int ifindex, Direction direction) {
        checkFree(ifindex);
        byIfindex = withRoomFor(byIfindex, ifindex);
        byIfindex.set(ifindex, direction);
    }

    synchronized void checkFree(int ifindex) {
        if (ifindex > HIGHEST_IFINDEX) {
            throw new IllegalArgumentException("device " + ifindex + ": no such ifindex");
        }
        if (byIfindex(ifindex) != null) {
            throw new IllegalArgumentException("device " + ifindex + ": has a link already");
        }
    }

    synchronized void unplug(int ifindex) {
        byIfindex.set(ifindex, null);
    }

    /// For the wire's thread.
    @SuppressWarnings("NonAtomicVolatileUpdate") // it alone writes it
    void noteLoss() {
        losses++;
    }

    boolean allLossesTold() {
        return losses == lossesTold;
    }

    /// For the recorder's thread.
    void tellLosses(Recorder recorder) {
        long noted = losses;
        if (noted == lossesTold) {
            return;
        }
        for (Link link : all()) {
            long lost = link.newlyUnrecorded();
            if (lost > 0) {
                try {
                    link.sink().lost(lost);
                } catch (RuntimeException | Error e) {
                    recorder.sinkFailed(e);
                }
            }
        }
        lossesTold = noted;
    }

    private static <T> AtomicReferenceArray<@Nullable T> withRoomFor(
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
