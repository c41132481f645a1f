package org.flowlab.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongSupplier;
import org.flowlab.sys.libc.Constants;
import org.flowlab.sys.libc.HotCalls;

/// Tells `CLOCK_REALTIME`, which the kernel stamps packets with, as `CLOCK_MONOTONIC`.
///
/// The kernel slews both alike, so that their difference is constant until someone sets the clock.
/// Each sample bounds the difference from both sides; bounds are intersected, and where they do not
/// overlap the clock was stepped and they start anew. The lower bound is used, so that a time told
/// is the true one or a few nanoseconds later, never earlier. Not thread-safe.
public final class RealtimeMap {
    private final LongSupplier monotonic;
    private final LongSupplier realtime;
    private long low;
    private long high;
    private long steps;

    /// The kernel's clocks; for one thread.
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

    /// Looks at both clocks. Often, so that a step does harm for a short time only.
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

    /// `realtimeNanos` as `CLOCK_MONOTONIC`, as of the last sample.
    public long toMonotonic(long realtimeNanos) {
        return realtimeNanos - low;
    }

    /// How far a time told may lie behind the true one.
    public long uncertaintyNanos() {
        return high - low;
    }

    /// How often the clock was seen to be set.
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
