package org.flowlab.fabric;

import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/// The statistics that the fabric's tests state their confidence with.
final class Confidence {
    private Confidence() {}

    /// The interval in which a binomial count lies with probability 99 %.
    static long[] binomial99(int trials, double probability) {
        var law = new BinomialDistribution(trials, probability);
        return new long[] {
            law.inverseCumulativeProbability(0.005), law.inverseCumulativeProbability(0.995)
        };
    }

    /// The p-value of uniform numbers in (0, 1), by a chi-square test over `bins` equal bins.
    static double uniformity(double[] values, int bins) {
        long[] counts = new long[bins];
        for (double value : values) {
            counts[(int) Math.min(bins - 1.0, value * bins)]++;
        }
        double expected = (double) values.length / bins;
        double statistic = 0;
        for (long count : counts) {
            statistic += (count - expected) * (count - expected) / expected;
        }
        return 1 - new ChiSquaredDistribution(bins - 1).cumulativeProbability(statistic);
    }

    /// The correlation of each value with the one after it.
    static double lagOne(double[] values) {
        double mean = java.util.Arrays.stream(values).average().orElseThrow();
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < values.length; i++) {
            variance += (values[i] - mean) * (values[i] - mean);
            if (i > 0) {
                covariance += (values[i] - mean) * (values[i - 1] - mean);
            }
        }
        return covariance / variance;
    }
}
