package org.flowlab.fabric;

import org.flowlab.unit.Seed;
import org.jspecify.annotations.Nullable;

/// Loses frames in bursts: the wire is in a good or a bad state, and may change its state after
/// each frame (Gilbert 1960, Elliott 1963). As in netem, the state before that change decides the
/// frame's fate.
final class GilbertElliott {
    private final Draws moves;
    private final Draws losses;
    private boolean bad;

    GilbertElliott(Seed seed) {
        this.moves = new Draws(seed.of("moves"));
        this.losses = new Draws(seed.of("losses"));
    }

    /// Returns the verdict if the frame is lost, or null if it passes.
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
