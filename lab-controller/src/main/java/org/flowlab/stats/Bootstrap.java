package org.flowlab.stats;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.flowlab.unit.Seed;
import org.hipparchus.distribution.continuous.NormalDistribution;

/// Intervals for statistics that have no simpler one: the bias-corrected and accelerated bootstrap
/// (Efron and Tibshirani, *An Introduction to the Bootstrap*, §14.3). Approximate, the more so the
/// smaller the sample.
public final class Bootstrap {
    private static final NormalDistribution NORMAL = new NormalDistribution();

    private final int resamples;
    private final Seed seed;

    /// @param resamples at least 100; 2,000 and more for an interval of 0.95
    /// @param seed the same one gives the same interval
    public Bootstrap(int resamples, Seed seed) {
        if (resamples < 100) {
            throw new IllegalArgumentException(resamples + " resamples: at least 100 are needed");
        }
        this.resamples = resamples;
        this.seed = seed;
    }

    /// @param confidence more than 0, less than 1
    public Interval interval(Sample sample, ToDoubleFunction<Sample> statistic, double confidence) {
        Sample.checkOpen(confidence);
        double[] values = sample.values();
        double[] replicates = replicates(values, statistic);
        double estimate = statistic.applyAsDouble(sample);
        if (replicates[0] == replicates[replicates.length - 1]) {
            return new Interval(replicates[0], replicates[0], confidence);
        }
        double bias = bias(replicates, estimate);
        double acceleration = acceleration(values, statistic);
        double z = NORMAL.inverseCumulativeProbability((1 + confidence) / 2);
        Sample ordered = Sample.of(replicates);
        return new Interval(
                ordered.quantile(level(bias, acceleration, -z)),
                ordered.quantile(level(bias, acceleration, z)),
                confidence);
    }

    private double[] replicates(double[] values, ToDoubleFunction<Sample> statistic) {
        RandomGenerator random = seed.of("bootstrap").generator();
        double[] replicates = new double[resamples];
        double[] drawn = new double[values.length];
        for (int i = 0; i < resamples; i++) {
            for (int j = 0; j < drawn.length; j++) {
                drawn[j] = values[random.nextInt(values.length)];
            }
            replicates[i] = statistic.applyAsDouble(Sample.of(drawn));
        }
        Arrays.sort(replicates);
        return replicates;
    }

    /// Half of those that equal the estimate count as below it, so that a statistic with few values
    /// is not taken for a biased one.
    private static double bias(double[] replicates, double estimate) {
        double below = 0;
        for (double r : replicates) {
            below += r < estimate ? 1 : r == estimate ? 0.5 : 0;
        }
        double n = replicates.length;
        double share = Math.clamp(below / n, 0.5 / n, 1 - 0.5 / n);
        return NORMAL.inverseCumulativeProbability(share);
    }

    /// From the jackknife.
    private static double acceleration(double[] values, ToDoubleFunction<Sample> statistic) {
        int n = values.length;
        if (n < 3) {
            return 0;
        }
        double[] left = new double[n];
        for (int i = 0; i < n; i++) {
            double[] others = new double[n - 1];
            System.arraycopy(values, 0, others, 0, i);
            System.arraycopy(values, i + 1, others, i, n - 1 - i);
            left[i] = statistic.applyAsDouble(Sample.of(others));
        }
        double mean = Arrays.stream(left).sum() / n;
        double squares = Arrays.stream(left).map(l -> Math.pow(mean - l, 2)).sum();
        double cubes = Arrays.stream(left).map(l -> Math.pow(mean - l, 3)).sum();
        return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
    }

    private static double level(double bias, double acceleration, double z) {
        double shifted = bias + z;
        return NORMAL.cumulativeProbability(bias + shifted / (1 - acceleration * shifted));
    }
}
