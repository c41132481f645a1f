package org.flowlab.stats;

import org.hipparchus.distribution.continuous.NormalDistribution;

/// Shares of well-known distributions.
public final class Distributions {
    private static final NormalDistribution NORMAL = new NormalDistribution();

    private Distributions() {}

    /// The share of the standard normal distribution up to `x`.
    public static double normal(double x) {
        return NORMAL.cumulativeProbability(x);
    }
}
