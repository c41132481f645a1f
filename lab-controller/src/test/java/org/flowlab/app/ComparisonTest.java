package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComparisonTest {
    @Test
    void an_excess_has_one_sign() {
        assertThat(Comparison.signed(4_731_000)).isEqualTo("+4.73");
        assertThat(Comparison.signed(-2_520_000)).isEqualTo("-2.52");
        assertThat(Comparison.signed(-1_000)).isEqualTo("+0.00");
    }
}
