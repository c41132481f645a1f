package org.flowlab.stats;

import org.jspecify.annotations.Nullable;

/// The values of a sample that a table shows.
///
/// @param medianInterval null if there are too few observations
/// @param lowerQuartile a quarter of the observations are below this value
/// @param upperQuartile a quarter of the observations are above this value
public record Summary(
        int count,
        double median,
        @Nullable Interval medianInterval,
        double lowerQuartile,
        double upperQuartile,
        double min,
        double max) {}
