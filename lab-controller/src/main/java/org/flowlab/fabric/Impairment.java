package org.flowlab.fabric;

import java.time.Duration;
import java.util.function.Consumer;
import org.flowlab.unit.BitRate;
import org.jspecify.annotations.Nullable;

/// What one direction of a link does to frames. Probabilities and correlations are fractions, 0 to
/// 1.
///
/// A frame passes these steps, in this order: the MTU, a matcher's fault, loss, duplication,
/// corruption, the queue and serialisation of `rate`, delay and jitter. Words of tc-netem(8) mean
/// the same here, with four differences:
///
/// - `limit` bounds the frames that wait for `rate`, not those under way: a delay alone never drops
///   a frame.
/// - `correlation` does not change the probability or the distribution that it is applied to
///   ([CorrelatedDraws]).
/// - A lost frame is never duplicated.
/// - Pareto values have the standard deviation that is asked for and are not cut off ([Jitter]).
///
/// As in netem, jitter may change the order of frames: a frame with a smaller jitter overtakes
/// others. If the sum of delay and jitter is negative, it counts as 0.
///
/// @param delay one-way delay, from the moment the frame entered; if there is a `rate`, from the
///   moment its last bit was sent
/// @param jitter 0 for none. For `UNIFORM`, delays are between delay − jitter and delay + jitter;
///   for the others it is the standard deviation (for `PARETONORMAL`, the standard deviation is
///   0.94 times this)
/// @param correlation correlation of each random decision (jitter, loss, duplicate, reorder,
///   corrupt) with the one for the frame before
/// @param duplicate probability that a second copy follows the frame; the copy draws its own jitter
/// @param reorder probability that a frame leaves at once, ahead of delayed frames
/// @param corrupt probability that one random bit of the frame is flipped
/// @param rate speed at which frames are sent; their size counts from the Ethernet header on,
///   without preamble, FCS and gap; null for no limit
/// @param limit bound of the queue before `rate`, including the frame that is being sent; null for
///   1000 packets
/// @param mtu size in bytes of the largest IP packet that passes; 0 for no limit
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

    /// The longest delay and jitter that are allowed, so that sums of nanoseconds cannot overflow.
    public static final Duration LONGEST = Duration.ofHours(24);

    /// The bound of the queue if no `limit` is given.
    public static final Limit DEFAULT_LIMIT = new Limit(1000, 0);

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

    public Impairment {
        checkDuration("delay", delay);
        checkDuration("jitter", jitter);
        checkFraction("correlation", correlation);
        checkFraction("duplicate", duplicate);
        checkFraction("reorder", reorder);
        checkFraction("corrupt", corrupt);
        if (mtu < 0) {
            throw new IllegalArgumentException("mtu " + mtu + ": must not be negative");
        }
    }

    /// Returns a copy with another delay.
    public Impairment withDelay(Duration delay) {
        return with(c -> c.delay = delay);
    }

    /// Returns a copy with another jitter.
    public Impairment withJitter(Duration jitter, Distribution distribution) {
        return with(
                c -> {
                    c.jitter = jitter;
                    c.distribution = distribution;
                });
    }

    /// Returns a copy with another correlation.
    public Impairment withCorrelation(double correlation) {
        return with(c -> c.correlation = correlation);
    }

    /// Returns a copy with another loss.
    public Impairment withLoss(Loss loss) {
        return with(c -> c.loss = loss);
    }

    /// Returns a copy with other probabilities to duplicate, reorder and corrupt.
    public Impairment withMishaps(double duplicate, double reorder, double corrupt) {
        return with(
                c -> {
                    c.duplicate = duplicate;
                    c.reorder = reorder;
                    c.corrupt = corrupt;
                });
    }

    /// Returns a copy with another rate and another bound of the queue.
    public Impairment withRate(@Nullable BitRate rate, @Nullable Limit limit) {
        return with(
                c -> {
                    c.rate = rate;
                    c.limit = limit;
                });
    }

    /// Returns a copy with another MTU.
    public Impairment withMtu(int mtu) {
        return with(c -> c.mtu = mtu);
    }

    private Impairment with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.seal();
    }

    /// The values of an impairment, to change some and make another impairment of them.
    private static final class Copy {
        private Duration delay;
        private Duration jitter;
        private Distribution distribution;
        private double correlation;
        private Loss loss;
        private double duplicate;
        private double reorder;
        private double corrupt;
        private @Nullable BitRate rate;
        private @Nullable Limit limit;
        private int mtu;

        Copy(Impairment of) {
            delay = of.delay;
            jitter = of.jitter;
            distribution = of.distribution;
            correlation = of.correlation;
            loss = of.loss;
            duplicate = of.duplicate;
            reorder = of.reorder;
            corrupt = of.corrupt;
            rate = of.rate;
            limit = of.limit;
            mtu = of.mtu;
        }

        Impairment seal() {
            return new Impairment(
                    delay,
                    jitter,
                    distribution,
                    correlation,
                    loss,
                    duplicate,
                    reorder,
                    corrupt,
                    rate,
                    limit,
                    mtu);
        }
    }

    private static void checkFraction(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " " + value + ": must be from 0 to 1");
        }
    }

    private static void checkDuration(String name, Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " " + value + ": must be from 0 to " + LONGEST);
        }
    }

    public enum Distribution {
        UNIFORM,
        NORMAL,
        PARETO,
        PARETONORMAL
    }

    public sealed interface Loss {
        /// Each frame is lost with this probability.
        record Random(double probability) implements Loss {
            public Random {
                checkFraction("loss", probability);
            }
        }

        /// @param p probability to go from the good state to the bad one, at each frame
        /// @param r probability to go from the bad state to the good one, at each frame
        /// @param lossBad probability that a frame is lost in the bad state
        /// @param lossGood probability that a frame is lost in the good state
        record GilbertElliott(double p, double r, double lossBad, double lossGood) implements Loss {
            public GilbertElliott {
                checkFraction("p", p);
                checkFraction("r", r);
                checkFraction("lossBad", lossBad);
                checkFraction("lossGood", lossGood);
            }

            /// The share of frames that are lost in the long run.
            public double expectedLoss() {
                if (p + r == 0) {
                    return lossGood;
                }
                double bad = p / (p + r);
                return bad * lossBad + (1 - bad) * lossGood;
            }
        }
    }

    /// A bound in packets or in bytes; the other number is 0.
    public record Limit(long packets, long bytes) {
        public Limit {
            if (packets < 0 || bytes < 0 || (packets == 0) == (bytes == 0)) {
                throw new IllegalArgumentException(
                        "limit of "
                                + packets
                                + " packets and "
                                + bytes
                                + " bytes: one must be positive and the other 0");
            }
        }
    }
}
