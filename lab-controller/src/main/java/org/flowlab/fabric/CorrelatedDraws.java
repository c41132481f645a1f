package org.flowlab.fabric;

import org.flowlab.unit.Seed;

/// Uniform random numbers. Each is correlated with the one before it.
///
/// netem mixes uniform numbers (`(1 − ρ)·new + ρ·last`), which pulls them to the middle: 1 % loss
/// with 25 % correlation then loses far less than 1 %, and jitter no longer has its distribution.
/// Here normal numbers are mixed (`√(1 − ρ²)·new + ρ·last`, an AR(1) process) and then turned into
/// uniform ones. Each number by itself is therefore uniform for every ρ, and the configured
/// probability is the real one.
final class CorrelatedDraws {
    private final Draws draws;
    private double last = Double.NaN;

    CorrelatedDraws(Seed seed) {
        this.draws = new Draws(seed);
    }

    /// Returns the number for `index`, which must be greater than in the call before.
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
