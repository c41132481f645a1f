package org.flowlab.fabric;

import org.flowlab.unit.BitRate;
import org.jspecify.annotations.Nullable;

/// A transmitter of a set rate with a bounded queue before it: frames go out one after the other,
/// each takes its time, and one that finds the queue full is dropped (tail drop).
///
/// Frames that were accepted keep their times when the rate is changed, as in netem.
final class RateQueue {
    /// The value of [#accept] for a frame that found the queue full.
    static final long FULL = Long.MIN_VALUE;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// A frame that would have to wait longer than this finds the queue full, so that times cannot
    /// overflow at absurd rates.
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

    /// When the last bit accepted is out: this many nanoseconds, and `remainder / bitsPerSecond` of
    /// one more, so that rounding does not add up to another rate.
    private long busyUntilNanos = Long.MIN_VALUE;

    private long remainder;

    /// @param capacity the most packets that it may ever hold, whatever the limit says
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

    /// When the frame's last bit is out, or [#FULL]. Without a rate that is at once.
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

    /// Packets that wait or are being sent, as of the last frame accepted.
    int packets() {
        return packets;
    }

    /// Their bytes.
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
