package org.flowlab.experiment;

import org.flowlab.stats.Sample;
import org.jspecify.annotations.Nullable;

/// The times of one flow in one cell. Samples are in nanoseconds, from the trials that conform and
/// were not disturbed; a sample is null if none of them has a value.
///
/// @param trials the number of trials; a trial and its repetitions count once
/// @param good the number of trials that conform and were not disturbed
/// @param disturbed the number of disturbed trials, repetitions included
/// @param excess the total minus the theory
/// @param hosts the part of the excess that the hosts took
/// @param late the part of the excess that is the wire's lateness
/// @param lateP99 the 99th percentile of each trial's lateness
/// @param theoryNanos the median of the trials' theory: the time that the network must take. With a
///   rate it depends on the bytes that a trial sent.
/// @param theoryIsBound whether the theory is a lower bound, and not a mean
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
