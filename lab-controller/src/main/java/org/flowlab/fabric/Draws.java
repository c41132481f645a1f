package org.flowlab.fabric;

import org.flowlab.unit.Seed;

/// Random numbers for one purpose in one direction of one link, one for each frame's index. They
/// are a pure function of the seed, so that no other decision and no other link changes them.
final class Draws {
    private static final double ULP = 0x1p-53;

    private final Seed seed;

    Draws(Seed seed) {
        this.seed = seed;
    }

    /// 64 random bits.
    long bits(long index) {
        return seed.at(index);
    }

    /// A number between 0 and 1, both excluded.
    double uniform(long index) {
        return ((bits(index) >>> 11) + 0.5) * ULP;
    }
}
