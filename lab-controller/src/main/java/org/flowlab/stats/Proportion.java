package org.flowlab.stats;

import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/// The number of times that something happened in independent trials.
///
/// @param successes 0 to `trials`
/// @param trials at least 1
public record Proportion(int successes, int trials) {
    public Proportion {
        if (trials < 1 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException(
                    successes
                            + " successes of "
                            + trials
                            + " trials: trials must be at least 1, successes 0 to trials");
        }
    }

    public double value() {
        return (double) successes / trials;
    }

    /// Clopper and Pearson's interval for the probability of success. The share of such intervals
    /// that contain the probability is at least `confidence`.
    ///
    /// @param confidence more than 0, less than 1
    public Interval interval(double confidence) {
        Sample.checkOpen(confidence);
        double tail = (1 - confidence) / 2;
        int failures = trials - successes;
        // Hipparchus' own Clopper-Pearson fails at 0 successes.
        double low = successes == 0 ? 0 : beta(successes, failures + 1, tail);
        double high = failures == 0 ? 1 : beta(successes + 1, failures, 1 - tail);
        return new Interval(low, high, confidence);
    }

    private static double beta(int a, int b, double p) {
        return new BetaDistribution(a, b).inverseCumulativeProbability(p);
    }

    /// The range of counts to expect if the probability of success is `p`. A count below the range
    /// has a probability of at most `(1 - confidence) / 2`, and so has a count above it.
    ///
    /// @param p 0 to 1
    /// @param confidence more than 0, less than 1
    public static Interval expectedCounts(int trials, double p, double confidence) {
        Sample.checkProbability(p);
        Sample.checkOpen(confidence);
        BinomialDistribution counts = new BinomialDistribution(trials, p);
        double tail = (1 - confidence) / 2;
        int low = counts.inverseCumulativeProbability(tail);
        int high = counts.inverseCumulativeProbability(1 - tail);
        double coverage =
                counts.cumulativeProbability(high) - counts.cumulativeProbability(low - 1);
        return new Interval(low, high, coverage);
    }
}
