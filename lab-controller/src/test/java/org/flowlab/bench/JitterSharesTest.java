package org.flowlab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.flowlab.fabric.Impairment.Distribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JitterSharesTest {
    private static final double STEP = 1e-3;

    @ParameterizedTest
    @EnumSource
    void shares_rise_from_none_to_all(Distribution distribution) {
        DoubleUnaryOperator shares = JitterPart.shares(distribution);

        assertThat(shares.applyAsDouble(-10)).isCloseTo(0, within(1e-9));
        assertThat(shares.applyAsDouble(1000)).isCloseTo(1, within(1e-8));
        for (double x = -5; x < 5; x += STEP) {
            assertThat(shares.applyAsDouble(x + STEP))
                    .isGreaterThanOrEqualTo(shares.applyAsDouble(x));
        }
    }

    /// The mean as a difference of integrals over x > 0: E(X) = ∫(1 − F(x)) − ∫F(−x).
    @ParameterizedTest
    @EnumSource
    void the_mean_is_not_moved(Distribution distribution) {
        DoubleUnaryOperator shares = JitterPart.shares(distribution);
        double mean = 0;
        double step = 5 * STEP;
        for (double x = step / 2; x < 300; x += step) {
            mean += step * (1 - shares.applyAsDouble(x) - shares.applyAsDouble(-x));
        }

        assertThat(mean).isCloseTo(0, within(1e-3));
    }
}
