package org.flowlab.fabric;

import org.flowlab.unit.Seed;
import org.jspecify.annotations.Nullable;

/// Losses in bursts: a wire that is in a good or in a bad state, and moves between them at each
/// frame (Gilbert 1960, Elliott 1963). As in netem, a frame's fate follows the state that it finds,
/// and the state moves after it.
final class GilbertElliott {
    private final Draws moves;
    private final Draws losses;
    private boolean bad;

    GilbertElliott(Seed seed) {
        this.moves = new Draws(seed.of("moves"));
        this.losses = new Draws(seed.of("losses"));
    }

    /// Null where the frame passes.
    WireFrame.@Nullable Verdict loss(long index, Impairment.Loss.GilbertElliott model) {
        boolean wasBad = bad;
        double move = moves.uniform(index);
        bad = wasBad ? move >= model.r() : move < model.p();
        if (losses.uniform(index) < (wasBad ? model.lossBad() : model.lossGood())) {
            return wasBad ? WireFrame.Verdict.LOST_BURST : WireFrame.Verdict.LOST_RANDOM;
        }
        return null;
    }
}
