package org.flowlab.fabric;

import org.flowlab.unit.Seed;

/// Uniform random numbers, each of which is correlated with the one before it.
///
/// netem mixes uniform numbers (`(1 − ρ)·new + ρ·last`), which pulls them to the middle: 1 % loss
/// with 25 % correlation then loses far less than 1 %, and a jitter's distribution is lost. Here
/// normal numbers are mixed (`√(1 − ρ²)·new + ρ·last`, an AR(1) process) and turned into uniform
/// ones, so that each number by itself is uniform whatever ρ is, and what is configured is what is
/// achieved.
final class CorrelatedDraws {
    private final Draws draws;
    private double last = Double.NaN;

    CorrelatedDraws(Seed seed) {
        this.draws = new Draws(seed);
    }

    /// The number for `index`, which must be greater than the index asked for before.
    ///
    /// @param rho from 0 (independent) to 1 (always the same)
    double next(long index, double rho) {
        double u = draws.uniform(index);
        if (rho == 0) {
            return u;
        }
        double z = Normal.quantile(u);
        last = Double.isNaN(last) ? z : rho * last + Math.sqrt(1 - rho * rho) * z;
        return Normal.cumulative(last);
    }
}
