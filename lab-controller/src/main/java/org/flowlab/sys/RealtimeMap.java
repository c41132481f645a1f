package org.flowlab.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongSupplier;
import org.flowlab.sys.libc.Constants;
import org.flowlab.sys.libc.HotCalls;

/// Converts `CLOCK_REALTIME`, with which the kernel stamps packets, to `CLOCK_MONOTONIC`.
///
/// The kernel adjusts the speed of both clocks alike, so their difference is constant until someone
/// sets the clock. Each sample gives a lower and an upper bound of the difference; together the
/// samples narrow the bounds. If a sample lies outside the bounds, the clock was set, and the
/// bounds start anew. The conversion uses the lower bound: its result is the true time or a few
/// nanoseconds later, never earlier. Not thread-safe.
public final class RealtimeMap {
    private final LongSupplier monotonic;
    private final LongSupplier realtime;
    private long low;
    private long high;
    private long steps;

    /// Makes a map for the kernel's clocks; for one thread.
    public RealtimeMap() {
        this(System::nanoTime, new RealtimeClock());
    }

    RealtimeMap(LongSupplier monotonic, LongSupplier realtime) {
        this.monotonic = monotonic;
        this.realtime = realtime;
        this.low = Long.MIN_VALUE;
        this.high = Long.MAX_VALUE;
        sample();
        steps = 0;
    }

    /// Reads both clocks. Call it often, so that results are wrong only for a short time after the
    /// clock was set.
    public void sample() {
        long before = monotonic.getAsLong();
        long real = realtime.getAsLong();
        long after = monotonic.getAsLong();
        long least = real - after;
        long most = real - before;
        if (least > high || most < low) {
            low = least;
            high = most;
            steps++;
        } else {
            low = Math.max(low, least);
            high = Math.min(high, most);
        }
    }

    /// Converts `realtimeNanos` to `CLOCK_MONOTONIC`, as of the last sample.
    public long toMonotonic(long realtimeNanos) {
        return realtimeNanos - low;
    }

    /// How much later than the true time a result may be.
    public long uncertaintyNanos() {
        return high - low;
    }

    /// How often a sample showed that the clock had been set.
    public long steps() {
        return steps;
    }

    private static final class RealtimeClock implements LongSupplier {
        private final MemorySegment time = Arena.ofAuto().allocate(16, 8);

        @Override
        public long getAsLong() {
            HotCalls.clock_gettime(Constants.CLOCK_REALTIME, time.address());
            return time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L
                    + time.get(ValueLayout.JAVA_LONG, 8);
        }
    }
}
