package org.flowlab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class KolmogorovSmirnovTest {
    private static final DoubleUnaryOperator UNIFORM = x -> Math.clamp(x, 0, 1);

    private static double[] uniform(long seed, int count) {
        return new SplittableRandom(seed).doubles(count).toArray();
    }

    @Test
    void distance_is_the_largest_on_either_side_of_a_step() {
        assertThat(KolmogorovSmirnov.distance(new double[] {0.5}, UNIFORM)).isEqualTo(0.5);
        assertThat(KolmogorovSmirnov.distance(new double[] {0.9, 0.1}, UNIFORM))
                .isCloseTo(0.4, within(1e-12));
        assertThat(KolmogorovSmirnov.distance(new double[] {0.25, 0.75, 1}, UNIFORM))
                .isCloseTo(5 / 12.0, within(1e-12));
    }

    /// 1.2238 and 1.6276 are the limit's critical values at 10 % and 1 %.
    @Test
    void probability_is_that_of_the_published_table() {
        int n = 10_000;
        double[] values = new double[n];
        for (double[] row : new double[][] {{1.2238, 0.10}, {1.6276, 0.01}}) {
            double shift = row[0] / Math.sqrt(n) - 0.5 / n;
            for (int i = 0; i < n; i++) {
                values[i] = (i + 0.5) / n + shift;
            }

            assertThat(KolmogorovSmirnov.probability(values, UNIFORM))
                    .isCloseTo(row[1], within(row[1] / 100));
        }
    }

    @Test
    void a_sound_sample_passes_as_often_as_it_should() {
        int rejected = 0;
        for (int seed = 0; seed < 1000; seed++) {
            if (KolmogorovSmirnov.probability(uniform(seed, 500), UNIFORM) < 0.05) {
                rejected++;
            }
        }
        // 50 are to be expected; 99.9 % of such counts lie within
        assertThat(rejected).isBetween(28, 74);
    }

    @Test
    void a_shift_by_a_tenth_is_found() {
        double[] values = uniform(1, 2000);
        assertThat(KolmogorovSmirnov.probability(values, x -> UNIFORM.applyAsDouble(x + 0.1)))
                .isLessThan(1e-6);
    }

    @Test
    void nothing_is_no_sample() {
        assertThatThrownBy(() -> KolmogorovSmirnov.probability(new double[0], UNIFORM))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
