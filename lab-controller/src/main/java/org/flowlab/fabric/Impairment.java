package org.flowlab.fabric;

import java.time.Duration;
import org.flowlab.unit.BitRate;
import org.jspecify.annotations.Nullable;

/// What one direction of a link does to frames. Probabilities and correlations are fractions, 0 to
/// 1.
///
/// @param delay one way, from the moment the frame entered (and left the queue of `rate`)
/// @param jitter 0 for none; uniform: delay ± jitter; the others: the standard deviation
/// @param correlation of successive jitters, losses, duplicates, reorders and corruptions
/// @param reorder probability that a frame leaves at once, ahead of those delayed
/// @param limit null for 1000 packets
/// @param mtu bytes of the largest IP packet that passes; 0 for no limit
public record Impairment(
        Duration delay,
        Duration jitter,
        Distribution distribution,
        double correlation,
        Loss loss,
        double duplicate,
        double reorder,
        double corrupt,
        @Nullable BitRate rate,
        @Nullable Limit limit,
        int mtu) {

    /// A wire that does nothing to frames.
    public static final Impairment NONE =
            new Impairment(
                    Duration.ZERO,
                    Duration.ZERO,
                    Distribution.UNIFORM,
                    0,
                    new Loss.Random(0),
                    0,
                    0,
                    0,
                    null,
                    null,
                    0);

    public enum Distribution {
        UNIFORM,
        NORMAL,
        PARETO,
        PARETONORMAL
    }

    public sealed interface Loss {
        /// Each frame is lost with this probability.
        record Random(double probability) implements Loss {}

        /// @param p probability to go from the good state to the bad one, at each frame
        /// @param r probability to go back
        /// @param lossBad probability that a frame is lost in the bad state
        /// @param lossGood the same in the good state
        record GilbertElliott(double p, double r, double lossBad, double lossGood)
                implements Loss {}
    }

    /// Packets or bytes; the other is 0.
    public record Limit(long packets, long bytes) {}
}
