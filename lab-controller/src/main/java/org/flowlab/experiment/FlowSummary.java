package org.flowlab.experiment;

import org.flowlab.stats.Sample;
import org.jspecify.annotations.Nullable;

/// The times of one flow in one cell. Samples are in nanoseconds, of the trials that conform; null
/// if none of those had the phase.
///
/// @param trials how many were run
/// @param good how many conform
/// @param theoryNanos the network's share, in the median; with a rate it depends on the bytes that
///   a trial sent
/// @param theoryIsBound whether it is a least, and not a mean
public record FlowSummary(
        String flow,
        int trials,
        int good,
        @Nullable Sample proxy,
        @Nullable Sample tunnel,
        @Nullable Sample origin,
        @Nullable Sample total,
        @Nullable Sample excess,
        @Nullable Long theoryNanos,
        boolean theoryIsBound) {}
