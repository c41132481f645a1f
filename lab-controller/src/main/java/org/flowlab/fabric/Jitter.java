package org.flowlab.fabric;

import org.flowlab.fabric.Impairment.Distribution;
import org.flowlab.unit.Seed;

/// Draws a random offset for each frame's delay. Its mean is 0 and its spread is `jitter`: for
/// `uniform` the largest offset in either direction, for the others the standard deviation.
///
/// `pareto` has shape 3, like netem's table. It differs from netem's in two ways: it is not cut
/// off, because its rare large values are the reason to use it, and its standard deviation is
/// `jitter`, not 1.15 times `jitter`.
///
/// `paretonormal` adds a quarter of a normal value and three quarters of a Pareto value, as in
/// netem. Both come from the same random number. Its standard deviation is 0.94 times `jitter`.
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

    /// Moves a number that was rounded to 0 or 1 to the nearest one with a finite quantile.
    private static double clamp(double u) {
        return Math.clamp(u, 0x1p-53, 1 - 0x1p-53);
    }

    private static double pareto(double u) {
        return (1 / Math.cbrt(1 - u) - PARETO_MEAN) / PARETO_DEVIATION;
    }
}
