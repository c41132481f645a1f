package org.flowlab.stats;

import org.hipparchus.distribution.continuous.NormalDistribution;

/// Cumulative probabilities of well-known distributions.
public final class Distributions {
    private static final NormalDistribution NORMAL = new NormalDistribution();

    private Distributions() {}

    /// The probability that a standard normal variable is at most `x`.
    public static double normal(double x) {
        return NORMAL.cumulativeProbability(x);
    }
}
