package org.flowlab.bench;

import java.util.Arrays;
import org.flowlab.stats.Sample;

/// The spread of a measurement's repetitions, in the measurement's unit.
///
/// @param repetitions at least 1
public record Spread(
        int repetitions,
        double mean,
        double min,
        double p10,
        double p50,
        double p90,
        double p99,
        double max) {

    public static Spread of(double... values) {
        Sample sample = Sample.of(values);
        return new Spread(
                sample.count(),
                sample.mean(),
                sample.min(),
                sample.quantile(0.1),
                sample.median(),
                sample.quantile(0.9),
                sample.quantile(0.99),
                sample.max());
    }

    /// @param perUnit how many of `values` make one unit: 1e6 for nanoseconds in milliseconds
    public static Spread of(long[] values, double perUnit) {
        return of(Arrays.stream(values).mapToDouble(v -> v / perUnit).toArray());
    }
}
