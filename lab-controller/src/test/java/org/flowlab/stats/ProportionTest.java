package org.flowlab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ProportionTest {
    @Test
    void the_interval_is_the_exact_one() {
        // R: binom.test(7, 20)$conf.int
        Interval interval = new Proportion(7, 20).interval(0.95);
        assertThat(interval.low()).isCloseTo(0.1539092, within(1e-6));
        assertThat(interval.high()).isCloseTo(0.5921885, within(1e-6));
    }

    @Test
    void never_and_always_have_one_sided_ends() {
        // 1 - 0.025^(1/10)
        assertThat(new Proportion(0, 10).interval(0.95).low()).isEqualTo(0);
        assertThat(new Proportion(0, 10).interval(0.95).high()).isCloseTo(0.3084971, within(1e-6));
        assertThat(new Proportion(10, 10).interval(0.95).low()).isCloseTo(0.6915029, within(1e-6));
        assertThat(new Proportion(10, 10).interval(0.95).high()).isEqualTo(1);
    }

    @Test
    void one_percent_of_a_hundred_thousand_lies_within_82_of_a_thousand() {
        // the normal approximation: 2.5758 * sqrt(990) = 81.05
        Interval counts = Proportion.expectedCounts(100_000, 0.01, 0.99);
        assertThat(counts.low()).isBetween(917.0, 921.0);
        assertThat(counts.high()).isBetween(1080.0, 1084.0);
        assertThat(counts.confidence()).isBetween(0.99, 0.9912);
        assertThat(Proportion.expectedCounts(50, 0, 0.99)).isEqualTo(new Interval(0, 0, 1));
    }

    @Test
    void more_successes_than_trials_are_refused() {
        assertThatThrownBy(() -> new Proportion(3, 2))
                .hasMessageContaining("3 successes of 2 trials");
    }
}
