package org.flowlab.fabric;

import org.flowlab.unit.Seed;

/// Corrupts frames with a set probability: chooses one random bit to flip, anywhere from the
/// Ethernet header on.
final class Corruption {
    /// The value of [#bit] for a frame that is not corrupted.
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

    /// Returns the number of the bit to flip (byte × 8 + bit), or [#NONE].
    int bit(long index, int frameBytes) {
        if (!coin.falls(index) || frameBytes == 0) {
            return NONE;
        }
        return (int) Math.unsignedMultiplyHigh(place.bits(index), frameBytes * 8L);
    }
}
