package org.flowlab.stats;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.stat.inference.KolmogorovSmirnovTest;

/// Whether observations may come from a distribution, by the largest distance between their shares
/// and its.
public final class KolmogorovSmirnov {
    private static final double TOLERANCE = 1e-10;
    private static final int ITERATIONS = 100_000;

    private KolmogorovSmirnov() {}

    /// How probable a distance as large as this one is where the distribution is the right one:
    /// small for a wrong one. By the limit for many observations, good from some 40 on.
    ///
    /// @param values independent, at least one
    /// @param cumulative the share of the distribution up to a value, 0 to 1
    public static double probability(double[] values, DoubleUnaryOperator cumulative) {
        double x = distance(values, cumulative) * Math.sqrt(values.length);
        return Math.clamp(1 - new KolmogorovSmirnovTest().ksSum(x, TOLERANCE, ITERATIONS), 0, 1);
    }

    /// The largest distance, 0 to 1.
    static double distance(double[] values, DoubleUnaryOperator cumulative) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a sample needs at least one observation");
        }
        double[] shares = Arrays.stream(values).map(cumulative).sorted().toArray();
        int n = shares.length;
        double distance = 0;
        for (int i = 0; i < n; i++) {
            double above = shares[i] - (double) i / n;
            double below = (i + 1.0) / n - shares[i];
            distance = Math.max(distance, Math.max(above, below));
        }
        return distance;
    }
}
