package org.flowlab.unit;

import java.util.random.RandomGenerator;

/// The number that determines a run's random decisions: the same seed gives the same decisions.
///
/// Each part of the lab derives its own seed from its name, so that a new part does not change the
/// decisions of the others.
public record Seed(long value) {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /// The seed of the part called `name`.
    public Seed of(String name) {
        long mixed = value;
        for (int i = 0; i < name.length(); i++) {
            mixed = mix(mixed ^ name.charAt(i)) + GOLDEN;
        }
        return new Seed(mix(mixed + name.length()));
    }

    /// The seed of the part numbered `index`.
    public Seed of(long index) {
        return new Seed(at(index));
    }

    /// The 64 random bits that belong to `index`. They depend on the seed and the index only, so
    /// decisions can be computed in any order.
    public long at(long index) {
        return mix(value + GOLDEN * (index + 1));
    }

    /// A generator that starts from this seed.
    public RandomGenerator generator() {
        return new java.util.SplittableRandom(value);
    }

    /// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014).
    public static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
