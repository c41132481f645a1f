package org.flowlab.fabric;

import org.flowlab.unit.Seed;

/// A yes-or-no decision about each frame, with a set probability: whether to lose, duplicate,
/// corrupt or reorder it.
final class Coin {
    private final CorrelatedDraws draws;
    private double probability;
    private double correlation;

    Coin(Seed seed) {
        this.draws = new CorrelatedDraws(seed);
    }

    void set(double probability, double correlation) {
        this.probability = probability;
        this.correlation = correlation;
    }

    boolean falls(long index) {
        return probability > 0 && draws.next(index, correlation) < probability;
    }
}
