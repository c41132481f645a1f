package org.flowlab.experiment;

import java.time.Duration;
import org.flowlab.stats.Distributions;
import org.flowlab.topology.TrafficControl;

/// What the wire delays a frame by in the mean, where that varies.
///
/// Jitter has the mean 0, but a sum of delay and jitter below zero counts as zero; so a wide jitter
/// raises the mean. Correlation changes neither. A frame that is reordered is not delayed at all.
final class MeanDelay {
    private static final double PARETO_MEAN = 1.5;
    private static final double PARETO_DEVIATION = Math.sqrt(0.75);
    private static final double NORMAL_SHARE = 0.25;

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
                            case PARETONORMAL ->
                                    NORMAL_SHARE * normal(delay, jitter)
                                            + (1 - NORMAL_SHARE) * pareto(delay, jitter);
                        };
        return Duration.ofNanos(Math.round((1 - tc.reorder()) * mean));
    }

    private static double uniform(double delay, double most) {
        return delay >= most ? delay : (delay + most) * (delay + most) / (4 * most);
    }

    private static double normal(double delay, double deviation) {
        double z = delay / deviation;
        double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
        return delay * Distributions.normal(z) + deviation * density;
    }

    /// Of shape 3, from 1 on, moved and stretched; below `least` its sum with the delay is below
    /// zero.
    private static double pareto(double delay, double deviation) {
        double scale = deviation / PARETO_DEVIATION;
        double least = PARETO_MEAN - delay / scale;
        return least <= 1 ? delay : scale / (2 * least * least);
    }
}
