package org.flowlab.stats;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/// One or more observations of one quantity. Results have the unit of the observations.
public final class Sample {
    /// The observations in ascending order.
    private final double[] inOrder;

    /// The observations in the order in which they were made.
    private final double[] made;

    private Sample(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a sample needs at least one observation");
        }
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "observation " + value + ": must be a finite number");
            }
        }
        made = values;
        inOrder = values.clone();
        Arrays.sort(inOrder);
    }

    /// @throws IllegalArgumentException if there is no value, or a value is not finite
    public static Sample of(double... values) {
        return new Sample(values.clone());
    }

    /// @throws IllegalArgumentException if there is no value, or a value is not finite
    public static Sample of(Collection<? extends Number> values) {
        return new Sample(values.stream().mapToDouble(Number::doubleValue).toArray());
    }

    public int count() {
        return inOrder.length;
    }

    public double min() {
        return inOrder[0];
    }

    public double max() {
        return inOrder[inOrder.length - 1];
    }

    public double mean() {
        return Arrays.stream(inOrder).sum() / inOrder.length;
    }

    public double median() {
        return quantile(0.5);
    }

    /// The `p`-quantile, by linear interpolation between order statistics (type 7 of Hyndman and
    /// Fan, the default of R and NumPy).
    ///
    /// @param p 0 to 1
    public double quantile(double p) {
        checkProbability(p);
        double at = p * (inOrder.length - 1);
        int below = (int) at;
        double fraction = at - below;
        return fraction == 0
                ? inOrder[below]
                : inOrder[below] + fraction * (inOrder[below + 1] - inOrder[below]);
    }

    /// The distance between the first and the third quartile.
    public double interquartileRange() {
        return quantile(0.75) - quantile(0.25);
    }

    /// The median distance from the median; not scaled to a standard deviation.
    public double medianAbsoluteDeviation() {
        double median = median();
        return new Sample(Arrays.stream(inOrder).map(v -> Math.abs(v - median)).toArray()).median();
    }

    /// An interval for the median of the population; see [#quantileInterval].
    public Optional<Interval> medianInterval(double confidence) {
        return quantileInterval(0.5, confidence);
    }

    /// An interval for the `p`-quantile of the population. Its ends are two of the observations. It
    /// is valid for every distribution if the observations are independent. It is empty if there
    /// are too few observations: fewer than 6 for the median at a confidence of 0.95.
    ///
    /// @param p more than 0, less than 1
    /// @param confidence more than 0, less than 1
    public Optional<Interval> quantileInterval(double p, double confidence) {
        checkOpen(p);
        checkOpen(confidence);
        int n = inOrder.length;
        BinomialDistribution below = new BinomialDistribution(n, p);
        double tail = (1 - confidence) / 2;
        // If fewer than l observations are below the quantile, the l-th smallest one is above it.
        int low = 0;
        while (low < n && below.cumulativeProbability(low) <= tail) {
            low++;
        }
        int high = low + 1;
        while (high <= n && below.cumulativeProbability(high - 1) < 1 - tail) {
            high++;
        }
        if (low == 0 || high > n) {
            return Optional.empty();
        }
        double coverage =
                below.cumulativeProbability(high - 1) - below.cumulativeProbability(low - 1);
        return Optional.of(new Interval(inOrder[low - 1], inOrder[high - 1], coverage));
    }

    /// The values that a table shows.
    ///
    /// @param confidence of the median's interval, more than 0, less than 1
    public Summary summary(double confidence) {
        return new Summary(
                count(),
                median(),
                medianInterval(confidence).orElse(null),
                quantile(0.25),
                quantile(0.75),
                min(),
                max());
    }

    /// The observations in the order in which they were made.
    public double[] values() {
        return made.clone();
    }

    static void checkProbability(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException(p + ": must be 0 to 1");
        }
    }

    static void checkOpen(double p) {
        if (!(p > 0 && p < 1)) {
            throw new IllegalArgumentException(p + ": must be more than 0 and less than 1");
        }
    }
}
