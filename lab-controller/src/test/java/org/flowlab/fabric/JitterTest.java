package org.flowlab.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.flowlab.fabric.Impairment.Distribution;
import org.flowlab.unit.Seed;
import org.hipparchus.distribution.RealDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.ParetoDistribution;
import org.hipparchus.distribution.continuous.UniformRealDistribution;
import org.hipparchus.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JitterTest {
    private static final int FRAMES = 20_000;
    private static final long SPREAD = 1_000_000_000;

    /// The significance level. The seed is fixed, so a correct generator always passes; a wrong
    /// distribution fails with 20,000 samples.
    private static final double ALPHA = 0.01;

    private static double[] sample(Distribution distribution, double correlation, Seed seed) {
        Jitter jitter = new Jitter(seed);
        jitter.set(SPREAD, distribution, correlation);
        double[] values = new double[FRAMES];
        for (int i = 0; i < FRAMES; i++) {
            values[i] = jitter.offsetNanos(i) / (double) SPREAD;
        }
        return values;
    }

    private static double cumulative(Distribution distribution, double x) {
        RealDistribution normal = new NormalDistribution();
        // scale 1, shape 3
        RealDistribution pareto = new ParetoDistribution(1, 3);
        double paretoShare = pareto.cumulativeProbability(1.5 + x * Math.sqrt(0.75));
        return switch (distribution) {
            case UNIFORM -> new UniformRealDistribution(-1, 1).cumulativeProbability(x);
            case NORMAL -> normal.cumulativeProbability(x);
            case PARETO -> paretoShare;
            case PARETONORMAL -> paretoNormalShare(x);
        };
    }

    /// Finds the share below `x` by bisection: both quantiles grow with the share.
    private static double paretoNormalShare(double x) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 40; i++) {
            double share = (low + high) / 2;
            if (paretoNormal(share) < x) {
                low = share;
            } else {
                high = share;
            }
        }
        return low;
    }

    /// The quantile of netem's paretonormal, as in iproute2's netem/paretonormal.c: a quarter of
    /// the normal one and three quarters of the Pareto one.
    private static double paretoNormal(double share) {
        double normal = new NormalDistribution().inverseCumulativeProbability(share);
        double pareto = 1 / Math.cbrt(1 - share);
        return 0.25 * normal + 0.75 * (pareto - 1.5) / Math.sqrt(0.75);
    }

    private static double kolmogorovSmirnov(Distribution distribution, double[] values) {
        double[] shares =
                Arrays.stream(values).map(x -> cumulative(distribution, x)).sorted().toArray();
        double distance = 0;
        for (int i = 0; i < shares.length; i++) {
            distance =
                    Math.max(
                            distance,
                            Math.max(
                                    shares[i] - (double) i / shares.length,
                                    (i + 1.0) / shares.length - shares[i]));
        }
        double x = distance * Math.sqrt(shares.length);
        return 1 - new KolmogorovSmirnovTest().ksSum(x, 1e-10, 100_000);
    }

    @ParameterizedTest
    @EnumSource
    void jitter_fits_its_distribution_at_one_percent(Distribution distribution) {
        double[] values = sample(distribution, 0, new Seed(20_26));

        assertThat(kolmogorovSmirnov(distribution, values)).isGreaterThan(ALPHA);
    }

    @ParameterizedTest
    @EnumSource
    void a_distribution_is_not_taken_for_another(Distribution distribution) {
        for (Distribution other : Distribution.values()) {
            if (other != distribution) {
                assertThat(kolmogorovSmirnov(other, sample(distribution, 0, new Seed(7))))
                        .isLessThan(1e-6);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void correlation_leaves_the_distribution_as_it_is(Distribution distribution) {
        // The test wants independent values: take every twentieth, where 0.5^20 of the correlation
        // is left.
        Jitter jitter = new Jitter(new Seed(3));
        jitter.set(SPREAD, distribution, 0.5);
        double[] values = new double[FRAMES];
        for (int i = 0; i < FRAMES * 20; i++) {
            double value = jitter.offsetNanos(i) / (double) SPREAD;
            if (i % 20 == 0) {
                values[i / 20] = value;
            }
        }

        assertThat(kolmogorovSmirnov(distribution, values)).isGreaterThan(ALPHA);
    }

    @Test
    void successive_jitters_are_correlated_as_configured() {
        for (double rho : new double[] {0, 0.25, 0.5, 0.9}) {
            double lag = Confidence.lagOne(sample(Distribution.NORMAL, rho, new Seed(5)));

            // 99 %: 2.58 standard errors of a lag-one correlation.
            assertThat(lag).isCloseTo(rho, within(2.58 * Math.sqrt((1 - rho * rho) / FRAMES)));
        }
    }

    @Test
    void standard_deviation_of_a_normal_jitter_is_the_configured_one() {
        double variance =
                Arrays.stream(sample(Distribution.NORMAL, 0, new Seed(11)))
                        .map(x -> x * x)
                        .average()
                        .orElseThrow();

        assertThat(variance).isCloseTo(1, within(2.58 * Math.sqrt(2.0 / FRAMES)));
    }

    @Test
    void quantiles_of_the_normal_distribution_invert_its_cumulative_share() {
        for (double u = 1e-9; u < 1; u = u < 0.01 ? u * 1.7 : u + 0.0013) {
            assertThat(Normal.cumulative(Normal.quantile(u))).isCloseTo(u, within(1e-9));
        }
        assertThat(Normal.cumulative(1.959963984540054)).isCloseTo(0.975, within(1e-14));
        assertThat(Normal.cumulative(-40)).isZero();
        assertThat(Normal.cumulative(40)).isOne();
    }
}
