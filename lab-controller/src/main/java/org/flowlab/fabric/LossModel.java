package org.flowlab.fabric;

import org.flowlab.unit.Seed;
import org.jspecify.annotations.Nullable;

/// Loses frames, one by one or in bursts. Each model keeps its state while the other one is in use.
final class LossModel {
    private final Coin coin;
    private final GilbertElliott bursts;
    private Impairment.Loss loss = new Impairment.Loss.Random(0);

    LossModel(Seed seed) {
        this.coin = new Coin(seed.of("random"));
        this.bursts = new GilbertElliott(seed.of("bursts"));
    }

    void set(Impairment.Loss loss, double correlation) {
        this.loss = loss;
        if (loss instanceof Impairment.Loss.Random(double probability)) {
            coin.set(probability, correlation);
        }
    }

    /// Returns the verdict if the frame is lost, or null if it passes.
    WireFrame.@Nullable Verdict loss(long index) {
        return switch (loss) {
            case Impairment.Loss.Random _ ->
                    coin.falls(index) ? WireFrame.Verdict.LOST_RANDOM : null;
            case Impairment.Loss.GilbertElliott model -> bursts.loss(index, model);
        };
    }
}
