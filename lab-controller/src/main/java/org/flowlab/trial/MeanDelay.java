package org.flowlab.trial;

import java.time.Duration;
import org.flowlab.stats.Distributions;
import org.flowlab.topology.TrafficControl;

/// The mean delay of a frame on a link whose delay varies.
///
/// Jitter has the mean 0, but a sum of delay and jitter below zero counts as zero; so a wide jitter
/// raises the mean. Correlation changes neither. A frame that is reordered is not delayed at all.
final class MeanDelay {
    private static final double PARETO_MEAN = 1.5;
    private static final double PARETO_DEVIATION = Math.sqrt(0.75);
    private static final double NORMAL_SHARE = 0.25;

    /// In standard deviations; values farther from the mean are too rare to matter.
    private static final double FARTHEST_NORMAL = 8;

    private static final int HALVINGS = 60;

    private MeanDelay() {}

    static Duration of(TrafficControl tc) {
        double delay = tc.delay().toNanos();
        double jitter = tc.jitter().toNanos();
        double mean =
                jitter == 0
                        ? delay
                        : switch (tc.distribution()) {
                            case UNIFORM -> uniform(delay, jitter);
                            case NORMAL -> normal(delay, jitter);
                            case PARETO -> pareto(delay, jitter);
                            case PARETONORMAL -> paretoNormal(delay, jitter);
                        };
        return Duration.ofNanos(Math.round((1 - tc.reorder()) * mean));
    }

    private static double uniform(double delay, double most) {
        return delay >= most ? delay : (delay + most) * (delay + most) / (4 * most);
    }

    private static double normal(double delay, double deviation) {
        double z = delay / deviation;
        return delay * Distributions.normal(z) + deviation * density(z);
    }

    private static double density(double z) {
        return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }

    /// The `paretonormal` distribution: a quarter of a normal value plus three quarters of the
    /// Pareto value at the same quantile. Both grow together, so a search finds the normal value
    /// below which the delay is cut to zero.
    private static double paretoNormal(double delay, double deviation) {
        double low = -FARTHEST_NORMAL;
        double high = FARTHEST_NORMAL;
        for (int i = 0; i < HALVINGS; i++) {
            double z = (low + high) / 2;
            double pareto =
                    (1 / Math.cbrt(Distributions.normal(-z)) - PARETO_MEAN) / PARETO_DEVIATION;
            double value = NORMAL_SHARE * z + (1 - NORMAL_SHARE) * pareto;
            if (delay + deviation * value < 0) {
                low = z;
            } else {
                high = z;
            }
        }
        double share = Distributions.normal(-low);
        // The mean of the largest `share` of Pareto values is 1.5 share^(-1/3), before the shift.
        double pareto = PARETO_MEAN * (Math.cbrt(share * share) - share) / PARETO_DEVIATION;
        return delay * share
                + deviation * (NORMAL_SHARE * density(low) + (1 - NORMAL_SHARE) * pareto);
    }

    /// The `pareto` distribution: shape 3, scale 1, shifted and scaled. Below `least` its sum with
    /// the delay is negative.
    private static double pareto(double delay, double deviation) {
        double scale = deviation / PARETO_DEVIATION;
        double least = PARETO_MEAN - delay / scale;
        return least <= 1 ? delay : scale / (2 * least * least);
    }
}
