package org.flowlab.topology;

import java.time.Duration;
import java.util.function.Consumer;
import org.flowlab.unit.BitRate;
import org.jspecify.annotations.Nullable;

/// What one direction of a link does to frames: the values of a `tc` mapping. Probabilities and
/// correlations are fractions, 0 to 1.
///
/// @param delay one way
/// @param jitter the spread around `delay`; its meaning depends on the distribution
/// @param lossModel null for independent losses with probability `loss`
/// @param rate null for no limit
/// @param limit how much the queue before the rate holds; null for the default
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

    /// Its rate and the queue before that, and nothing else.
    TrafficControl onlyRate() {
        return NONE.with(
                c -> {
                    c.rate = rate;
                    c.limit = limit;
                });
    }

    /// This, changed: `with(c -> c.delay = d)`.
    TrafficControl with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.seal();
    }

    /// The values on their way into another one.
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

    /// `gemodel`: P(good to bad), P(bad to good), loss in the bad state, loss in the good state.
    public record GilbertElliott(double p, double r, double lossBad, double lossGood) {}

    /// Packets or bytes; the other is 0.
    public record QueueLimit(long packets, long bytes) {
        /// The limit of a queue whose `limit` is not given, or none.
        public static final QueueLimit DEFAULT = new QueueLimit(1000, 0);
    }
}
