package org.flowlab.bench;

import java.time.Duration;
import java.util.function.DoubleUnaryOperator;
import org.flowlab.bench.Target.Kind;
import org.flowlab.fabric.Impairment.Distribution;
import org.flowlab.stats.Distributions;
import org.flowlab.stats.KolmogorovSmirnov;

/// The part that tests whether the delays of frames have the configured distribution.
final class JitterPart implements Part {
    private static final Duration DELAY = Duration.ofMillis(500);
    private static final Duration JITTER = Duration.ofMillis(100);
    private static final double SIGNIFICANCE = 0.01;
    private static final double FARTHEST_NORMAL = 12;
    private static final int HALVINGS = 45;

    @Override
    public String name() {
        return "jitter";
    }

    @Override
    public String title() {
        return "goodness of fit of 500 ms ± 100 ms, as measured on the wire";
    }

    @Override
    public void measure(Run run) {
        for (Distribution distribution : Distribution.values()) {
            double[] offsets =
                    JitterBench.offsets(
                            distribution,
                            DELAY,
                            JITTER,
                            run.times(5000, 2000),
                            run.seed().of(distribution.name()));
            double p = KolmogorovSmirnov.probability(offsets, shares(distribution));
            run.found(
                    Finding.of(
                                    distribution.name().toLowerCase(java.util.Locale.ROOT)
                                            + ", Kolmogorov-Smirnov p",
                                    "",
                                    p)
                            .should(Target.atLeast(SIGNIFICANCE, Kind.MUST))
                            .with("frames", offsets.length));
        }
    }

    /// The distribution function: the share of frames whose delay minus the mean is at most x times
    /// the jitter.
    static DoubleUnaryOperator shares(Distribution distribution) {
        return switch (distribution) {
            case UNIFORM -> x -> Math.clamp((x + 1) / 2, 0, 1);
            case NORMAL -> Distributions::normal;
            case PARETO -> JitterPart::pareto;
            case PARETONORMAL -> JitterPart::paretoNormal;
        };
    }

    /// The distribution function of a quarter of a normal value plus three quarters of the Pareto
    /// value of the same quantile. The sum grows with the normal value, which is found by halving
    /// an interval.
    private static double paretoNormal(double x) {
        double low = -FARTHEST_NORMAL;
        double high = FARTHEST_NORMAL;
        for (int i = 0; i < HALVINGS; i++) {
            double normal = (low + high) / 2;
            double pareto = (1 / Math.cbrt(Distributions.normal(-normal)) - 1.5) / Math.sqrt(0.75);
            if (0.25 * normal + 0.75 * pareto < x) {
                low = normal;
            } else {
                high = normal;
            }
        }
        return Distributions.normal(low);
    }

    /// The distribution function of a Pareto value with shape 3 and scale 1, shifted to mean 0 and
    /// scaled to standard deviation 1.
    private static double pareto(double x) {
        double at = 1.5 + x * Math.sqrt(0.75);
        return at <= 1 ? 0 : 1 - Math.pow(at, -3);
    }
}
