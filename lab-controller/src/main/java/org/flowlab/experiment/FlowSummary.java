package org.flowlab.experiment;

import org.flowlab.stats.Sample;
import org.jspecify.annotations.Nullable;

/// The times of one flow in one cell. Samples are in nanoseconds, of the trials that conform; null
/// if none of those had the phase.
///
/// @param trials how many were run; a trial and its repetitions count once
/// @param good how many conform and were not disturbed
/// @param disturbed how often the wire was too late, repetitions included
/// @param hosts the part of the excess that is the hosts'
/// @param late the part of the excess that is the wire's lateness
/// @param lateP99 the 99th percentile of each trial's lateness
/// @param theoryNanos the network's share, in the median; with a rate it depends on the bytes that
///   a trial sent
/// @param theoryIsBound whether it is a least, and not a mean
public record FlowSummary(
        String flow,
        int trials,
        int good,
        int disturbed,
        @Nullable Sample proxy,
        @Nullable Sample tunnel,
        @Nullable Sample origin,
        @Nullable Sample total,
        @Nullable Sample excess,
        @Nullable Sample hosts,
        @Nullable Sample late,
        @Nullable Sample lateP99,
        @Nullable Long theoryNanos,
        boolean theoryIsBound) {}
