package org.flowlab.topology;

import java.time.Duration;
import java.util.function.Consumer;
import org.flowlab.unit.BitRate;
import org.jspecify.annotations.Nullable;

/// The values of a `tc` mapping: what one direction of a link does to frames. Probabilities and
/// correlations are fractions from 0 to 1.
///
/// @param delay the one-way delay
/// @param jitter the spread around `delay`; its meaning depends on the distribution
/// @param lossModel null for independent losses with probability `loss`
/// @param rate null for no limit
/// @param limit the size of the queue before the rate; null for the default
public record TrafficControl(
        Duration delay,
        Duration jitter,
        Distribution distribution,
        double correlation,
        double loss,
        @Nullable GilbertElliott lossModel,
        double duplicate,
        double reorder,
        double corrupt,
        @Nullable BitRate rate,
        @Nullable QueueLimit limit) {

    /// A wire that does nothing to frames.
    public static final TrafficControl NONE =
            new TrafficControl(
                    Duration.ZERO,
                    Duration.ZERO,
                    Distribution.UNIFORM,
                    0,
                    0,
                    null,
                    0,
                    0,
                    0,
                    null,
                    null);

    /// The same rate and queue limit, and nothing else.
    TrafficControl onlyRate() {
        return NONE.with(
                c -> {
                    c.rate = rate;
                    c.limit = limit;
                });
    }

    /// A changed copy: `with(c -> c.delay = d)`.
    TrafficControl with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.seal();
    }

    /// The values of a copy while they can still be changed.
    static final class Copy {
        Duration delay;
        Duration jitter;
        Distribution distribution;
        double correlation;
        double loss;
        @Nullable GilbertElliott lossModel;
        double duplicate;
        double reorder;
        double corrupt;
        @Nullable BitRate rate;
        @Nullable QueueLimit limit;

        private Copy(TrafficControl of) {
            delay = of.delay;
            jitter = of.jitter;
            distribution = of.distribution;
            correlation = of.correlation;
            loss = of.loss;
            lossModel = of.lossModel;
            duplicate = of.duplicate;
            reorder = of.reorder;
            corrupt = of.corrupt;
            rate = of.rate;
            limit = of.limit;
        }

        private TrafficControl seal() {
            return new TrafficControl(
                    delay,
                    jitter,
                    distribution,
                    correlation,
                    loss,
                    lossModel,
                    duplicate,
                    reorder,
                    corrupt,
                    rate,
                    limit);
        }
    }

    public enum Distribution {
        UNIFORM,
        NORMAL,
        PARETO,
        PARETONORMAL
    }

    /// The loss model of Gilbert and Elliott (`gemodel`), which has a good and a bad state.
    ///
    /// @param p probability to go from good to bad, at each frame
    /// @param r probability to go from bad to good
    /// @param lossBad loss in the bad state
    /// @param lossGood loss in the good state
    public record GilbertElliott(double p, double r, double lossBad, double lossGood) {}

    /// The size of a queue, in packets or in bytes; the other one is 0.
    public record QueueLimit(long packets, long bytes) {
        /// The limit of a queue if `limit` is missing or `none`.
        public static final QueueLimit DEFAULT = new QueueLimit(1000, 0);
    }
}
