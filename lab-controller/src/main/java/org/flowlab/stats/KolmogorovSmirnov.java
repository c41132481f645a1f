package org.flowlab.stats;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.stat.inference.KolmogorovSmirnovTest;

/// The Kolmogorov-Smirnov test: whether observations come from a distribution, judged by the
/// largest distance between their cumulative shares and the distribution's.
public final class KolmogorovSmirnov {
    private static final double TOLERANCE = 1e-10;
    private static final int ITERATIONS = 100_000;

    private KolmogorovSmirnov() {}

    /// The test's p-value: the probability of a distance this large or larger if the values come
    /// from the distribution. A small p-value is evidence that they do not. The formula is the
    /// limit for many values and is accurate for 40 or more.
    ///
    /// @param values independent observations, at least one
    /// @param cumulative the distribution's cumulative probability at a value, 0 to 1
    public static double probability(double[] values, DoubleUnaryOperator cumulative) {
        double x = distance(values, cumulative) * Math.sqrt(values.length);
        return Math.clamp(1 - new KolmogorovSmirnovTest().ksSum(x, TOLERANCE, ITERATIONS), 0, 1);
    }

    /// The largest distance between the values' cumulative shares and the distribution's, 0 to 1.
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
