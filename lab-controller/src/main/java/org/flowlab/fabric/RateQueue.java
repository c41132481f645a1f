package org.flowlab.fabric;

import org.flowlab.unit.BitRate;
import org.jspecify.annotations.Nullable;

/// A transmitter with a set rate and a bounded queue before it. Frames are sent one after the
/// other, and each takes time in proportion to its size. A frame that finds the queue full is
/// dropped (tail drop).
///
/// When the rate is changed, frames that were accepted before keep their times, as in netem.
final class RateQueue {
    /// The value of [#accept] for a frame that found the queue full.
    static final long FULL = Long.MIN_VALUE;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// The longest wait: the queue counts as full for a frame that would wait longer, so that times
    /// cannot overflow at absurdly low rates.
    private static final long LONGEST_WAIT_NANOS = 100 * Impairment.LONGEST.toNanos();

    private static final int SMALLEST_FRAME = 14;

    private final int capacity;
    private long[] finishNanos = new long[0];
    private int[] sizes = new int[0];
    private int head;
    private int packets;
    private long bytes;

    private long bitsPerSecond;
    private long limitPackets;
    private long limitBytes;

    /// The time when the last accepted bit is sent, in whole nanoseconds. `remainder /
    /// bitsPerSecond` is the fraction of a nanosecond to add; without it, rounding would change the
    /// rate.
    private long busyUntilNanos = Long.MIN_VALUE;

    private long remainder;

    /// @param capacity the largest number of packets in the queue, even if the limit is larger
    RateQueue(int capacity) {
        this.capacity = capacity;
    }

    void set(@Nullable BitRate rate, Impairment.Limit limit) {
        long bits = rate == null ? 0 : rate.bitsPerSecond();
        if (bits != bitsPerSecond) {
            bitsPerSecond = bits;
            remainder = 0;
        }
        limitPackets = limit.packets() == 0 ? capacity : Math.min(limit.packets(), capacity);
        limitBytes = limit.bytes() == 0 ? Long.MAX_VALUE : limit.bytes();
        if (rate != null) {
            reserve((int) Math.min(limitPackets, limitBytes / SMALLEST_FRAME + 1));
        }
    }

    /// Adds a frame and returns the time when its last bit is sent, or [#FULL]. Without a rate that
    /// is the time when it entered.
    long accept(long enteredNanos, int frameBytes) {
        if (bitsPerSecond == 0) {
            return enteredNanos;
        }
        leaveUntil(enteredNanos);
        if (packets >= limitPackets
                || packets == finishNanos.length
                || bytes + frameBytes > limitBytes
                || busyUntilNanos > enteredNanos + LONGEST_WAIT_NANOS) {
            return FULL;
        }
        if (enteredNanos >= busyUntilNanos) {
            busyUntilNanos = enteredNanos;
            remainder = 0;
        }
        long work = frameBytes * 8L * NANOS_PER_SECOND + remainder;
        busyUntilNanos += work / bitsPerSecond;
        remainder = work % bitsPerSecond;
        long finish = busyUntilNanos + (remainder > 0 ? 1 : 0);
        int tail = (head + packets) % finishNanos.length;
        finishNanos[tail] = finish;
        sizes[tail] = frameBytes;
        packets++;
        bytes += frameBytes;
        return finish;
    }

    /// The number of packets that wait or are being sent, as of the last call of [#accept].
    int packets() {
        return packets;
    }

    /// The number of bytes in the packets that wait or are being sent.
    long bytes() {
        return bytes;
    }

    private void leaveUntil(long nowNanos) {
        while (packets > 0 && finishNanos[head] <= nowNanos) {
            bytes -= sizes[head];
            head = (head + 1) % finishNanos.length;
            packets--;
        }
    }

    /// Makes room for `wanted` packets. Called when the impairment is set, not for each frame.
    private void reserve(int wanted) {
        int length = Math.max(Math.max(wanted, packets), 1);
        if (length <= finishNanos.length) {
            return;
        }
        long[] times = new long[length];
        int[] counts = new int[length];
        for (int i = 0; i < packets; i++) {
            times[i] = finishNanos[(head + i) % finishNanos.length];
            counts[i] = sizes[(head + i) % sizes.length];
        }
        finishNanos = times;
        sizes = counts;
        head = 0;
    }
}
