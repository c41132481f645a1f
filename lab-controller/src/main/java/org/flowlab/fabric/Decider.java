package org.flowlab.fabric;

import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.unit.Seed;
import org.jspecify.annotations.Nullable;

/// Decides what one direction of one link does to each frame. It is pure: the time is a parameter,
/// and it has no clock, socket or thread. Each random number is a function of the direction's seed,
/// its purpose and the frame's index.
final class Decider {
    private static final int ETHERNET_HEADER = 14;

    private final LossModel loss;
    private final Coin duplicate;
    private final Coin reorder;
    private final Corruption corruption;
    private final Jitter jitter;
    private final Jitter duplicateJitter;
    private final RateQueue queue;

    private Impairment impairment = Impairment.NONE;
    private long delayNanos;
    private boolean delays;
    private boolean plain;

    /// @param queueCapacity the largest number of frames in the queue, even if the limit is larger
    Decider(Seed seed, int queueCapacity) {
        this.loss = new LossModel(seed.of("loss"));
        this.duplicate = new Coin(seed.of("duplicate"));
        this.reorder = new Coin(seed.of("reorder"));
        this.corruption = new Corruption(seed.of("corrupt"));
        this.jitter = new Jitter(seed.of("jitter"));
        this.duplicateJitter = new Jitter(seed.of("duplicate jitter"));
        this.queue = new RateQueue(queueCapacity);
        set(Impairment.NONE);
    }

    Impairment impairment() {
        return impairment;
    }

    /// Sets the impairment for the next frames; earlier decisions stay.
    void set(Impairment next) {
        impairment = next;
        double correlation = next.correlation();
        delayNanos = next.delay().toNanos();
        long jitterNanos = next.jitter().toNanos();
        delays = delayNanos > 0 || jitterNanos > 0;
        loss.set(next.loss(), correlation);
        duplicate.set(next.duplicate(), correlation);
        reorder.set(next.reorder(), correlation);
        corruption.set(next.corrupt(), correlation);
        jitter.set(jitterNanos, next.distribution(), correlation);
        duplicateJitter.set(jitterNanos, next.distribution(), correlation);
        Impairment.Limit limit = next.limit();
        queue.set(next.rate(), limit == null ? Impairment.DEFAULT_LIMIT : limit);
        plain = next.equals(Impairment.NONE.withDelay(next.delay()));
    }

    /// Decides about a frame.
    ///
    /// @param index the frame's number; greater than the number of the frame before
    /// @param frameBytes the frame's size from the Ethernet header on
    /// @param fault what a matcher asked for
    void decide(Decision out, long index, long enteredNanos, int frameBytes, Fault fault) {
        if (plain && fault == Fault.NONE) {
            pass(out, enteredNanos + delayNanos);
            return;
        }
        Verdict drop = dropped(index, frameBytes, fault);
        if (drop != null) {
            out.drop(drop, enteredNanos);
            return;
        }
        boolean drawn = duplicate.falls(index);
        boolean twice = drawn || fault instanceof Fault.Duplicate;
        int bit = corruption.bit(index, frameBytes);
        boolean ahead = reorder.falls(index) && delays;
        long offset = jitter.offsetNanos(index);
        long sent = queue.accept(enteredNanos, frameBytes);
        if (sent == RateQueue.FULL) {
            out.drop(Verdict.QUEUE_FULL, enteredNanos);
            return;
        }
        long extra = fault instanceof Fault.Delay(var by) ? by.toNanos() : 0;
        out.dueNanos = sent + extra + (ahead ? 0 : Math.max(0, delayNanos + offset));
        out.corruptBit = bit;
        out.verdict =
                bit != Corruption.NONE
                        ? Verdict.CORRUPTED
                        : ahead ? Verdict.REORDERED : Verdict.DELIVERED;
        out.duplicate = false;
        if (twice) {
            duplicate(out, index, enteredNanos, frameBytes);
        }
    }

    private static void pass(Decision out, long dueNanos) {
        out.verdict = Verdict.DELIVERED;
        out.dueNanos = dueNanos;
        out.corruptBit = Corruption.NONE;
        out.duplicate = false;
    }

    private @Nullable Verdict dropped(long index, int frameBytes, Fault fault) {
        if (impairment.mtu() > 0 && frameBytes - ETHERNET_HEADER > impairment.mtu()) {
            return Verdict.TOO_BIG;
        }
        if (fault instanceof Fault.Drop) {
            return Verdict.FAULT;
        }
        return loss.loss(index);
    }

    /// Adds a copy, which waits behind the frame and draws its own jitter. If the queue is full,
    /// there is no copy.
    private void duplicate(Decision out, long index, long enteredNanos, int frameBytes) {
        long offset = duplicateJitter.offsetNanos(index);
        long sent = queue.accept(enteredNanos, frameBytes);
        if (sent != RateQueue.FULL) {
            out.duplicate = true;
            out.duplicateDueNanos = sent + Math.max(0, delayNanos + offset);
        }
    }
}
