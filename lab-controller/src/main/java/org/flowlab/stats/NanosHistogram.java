package org.flowlab.stats;

import org.HdrHistogram.Histogram;

/// Very many durations in little memory: quantiles to three digits, extremes to the nanosecond.
/// Adding allocates nothing. Not thread-safe.
public final class NanosHistogram {
    private static final long HIGHEST = 3_600_000_000_000L;

    private final Histogram histogram = new Histogram(HIGHEST, 3);
    private long early;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;

    /// @param nanos negative ones are counted and kept as extremes; in quantiles they are 0
    public void add(long nanos) {
        if (nanos < 0) {
            early++;
        }
        min = Math.min(min, nanos);
        max = Math.max(max, nanos);
        histogram.recordValue(Math.clamp(nanos, 0, HIGHEST));
    }

    /// Adds what `other` holds.
    public void add(NanosHistogram other) {
        histogram.add(other.histogram);
        early += other.early;
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
    }

    public long count() {
        return histogram.getTotalCount();
    }

    /// How many were negative.
    public long earlyCount() {
        return early;
    }

    /// 0 where nothing was added.
    public long minNanos() {
        return count() == 0 ? 0 : min;
    }

    /// 0 where nothing was added.
    public long maxNanos() {
        return count() == 0 ? 0 : max;
    }

    /// The smallest value that a share `p` of all do not exceed; 0 where nothing was added.
    ///
    /// @param p 0 to 1
    public long quantileNanos(double p) {
        Sample.checkProbability(p);
        return Math.min(maxNanosOrZero(), histogram.getValueAtPercentile(p * 100));
    }

    private long maxNanosOrZero() {
        return Math.max(0, maxNanos());
    }
}
