package org.flowlab.fabric;

import org.flowlab.unit.Seed;

/// Flips one random bit of a frame, anywhere from the Ethernet header on, with a set probability.
final class Corruption {
    /// What [#bit] returns for a frame that is not corrupted.
    static final int NONE = -1;

    private final Coin coin;
    private final Draws place;

    Corruption(Seed seed) {
        this.coin = new Coin(seed.of("whether"));
        this.place = new Draws(seed.of("where"));
    }

    void set(double probability, double correlation) {
        coin.set(probability, correlation);
    }

    /// The number of the bit to flip (byte × 8 + bit), or [#NONE].
    int bit(long index, int frameBytes) {
        if (!coin.falls(index) || frameBytes == 0) {
            return NONE;
        }
        return (int) Math.unsignedMultiplyHigh(place.bits(index), frameBytes * 8L);
    }
}
