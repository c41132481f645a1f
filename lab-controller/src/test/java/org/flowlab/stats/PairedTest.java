package org.flowlab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class PairedTest {
    /// Hollander and Wolfe's depression scale factors before and after a tranquilizer: the example
    /// of R's `wilcox.test`.
    private static final Sample BEFORE =
            Sample.of(1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30);

    private static final Sample AFTER =
            Sample.of(0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29);

    @Test
    void the_signed_rank_test_gives_what_r_gives() {
        assertThat(Paired.of(BEFORE, AFTER).pValue()).isCloseTo(0.0390625, within(1e-9));
    }

    @Test
    void differences_are_of_the_second_from_the_first() {
        Paired paired = Paired.of(BEFORE, AFTER);
        assertThat(paired.differences().median()).isCloseTo(-0.49, within(1e-9));
        Interval interval = paired.medianInterval(0.95).orElseThrow();
        assertThat(interval.low()).isCloseTo(-0.952, within(1e-9));
        assertThat(interval.high()).isCloseTo(0.08, within(1e-9));
    }

    @Test
    void pairs_that_do_not_differ_prove_nothing() {
        assertThat(Paired.of(BEFORE, BEFORE).pValue()).isEqualTo(1);
    }

    @Test
    void ties_and_many_pairs_are_no_obstacle() {
        double[] x = new double[200];
        double[] y = new double[200];
        java.util.Arrays.setAll(y, i -> i % 3);
        assertThat(Paired.of(Sample.of(x), Sample.of(y)).pValue()).isLessThan(1e-6);
        assertThat(Paired.of(Sample.of(0, 0, 0), Sample.of(1, 1, 1)).pValue()).isBetween(0.05, 0.5);
    }

    @Test
    void samples_of_different_size_are_no_pairs() {
        assertThatThrownBy(() -> Paired.of(Sample.of(1), Sample.of(1, 2)))
                .hasMessageContaining("1, 2");
    }
}
