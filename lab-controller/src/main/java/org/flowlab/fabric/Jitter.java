package org.flowlab.fabric;

import org.flowlab.fabric.Impairment.Distribution;
import org.flowlab.unit.Seed;

/// Draws what is added to each frame's delay: mean 0, and a spread of `jitter` (uniform: at most
/// that much either way; the others: the standard deviation).
///
/// `pareto` has shape 3, as netem's table has, but is not cut off at some deviations: its rare
/// large values are what it is for. netem's is scaled to 1.15 deviations, this one to 1.
/// `paretonormal` is a quarter of the normal value and three quarters of the Pareto value that are
/// as rare, as in netem; that makes 0.94 deviations.
final class Jitter {
    private static final double PARETO_MEAN = 1.5;
    private static final double PARETO_DEVIATION = Math.sqrt(0.75);
    private static final double NORMAL_SHARE = 0.25;

    private final CorrelatedDraws draws;
    private double spreadNanos;
    private Distribution distribution = Distribution.UNIFORM;
    private double correlation;

    Jitter(Seed seed) {
        this.draws = new CorrelatedDraws(seed.of("value"));
    }

    void set(long spreadNanos, Distribution distribution, double correlation) {
        this.spreadNanos = spreadNanos;
        this.distribution = distribution;
        this.correlation = correlation;
    }

    /// Nanoseconds to add to the delay; may be negative.
    long offsetNanos(long index) {
        if (spreadNanos == 0) {
            return 0;
        }
        double u = draws.next(index, correlation);
        return Math.round(
                spreadNanos
                        * switch (distribution) {
                            case UNIFORM -> 2 * u - 1;
                            case NORMAL -> Normal.quantile(clamp(u));
                            case PARETO -> pareto(clamp(u));
                            case PARETONORMAL ->
                                    NORMAL_SHARE * Normal.quantile(clamp(u))
                                            + (1 - NORMAL_SHARE) * pareto(clamp(u));
                        });
    }

    /// Keeps a correlated number, which may have been rounded to 0 or 1, where quantiles are
    /// finite.
    private static double clamp(double u) {
        return Math.clamp(u, 0x1p-53, 1 - 0x1p-53);
    }

    private static double pareto(double u) {
        return (1 / Math.cbrt(1 - u) - PARETO_MEAN) / PARETO_DEVIATION;
    }
}
