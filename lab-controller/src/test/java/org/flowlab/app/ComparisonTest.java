package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.flowlab.stats.Sample;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    @Test
    void one_trial_has_no_spread() {
        assertThat(Comparison.spread(Sample.of(4_731_000), " ± ")).isEqualTo("4.73");
        assertThat(Comparison.spread(Sample.of(4_000_000, 6_000_000), " ± "))
                .isEqualTo("5.00 ± 0.50");
        assertThat(Comparison.spread(null, " ± ")).isEqualTo("-");
    }

    @Test
    void an_excess_has_one_sign() {
        assertThat(Comparison.signed(4_731_000)).isEqualTo("+4.73");
        assertThat(Comparison.signed(-2_520_000)).isEqualTo("-2.52");
        assertThat(Comparison.signed(-1_000)).isEqualTo("+0.00");
    }
}
