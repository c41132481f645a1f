package org.flowlab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class NanosHistogramTest {
    @Test
    void quantiles_are_true_to_three_digits_and_extremes_exact() {
        NanosHistogram histogram = new NanosHistogram();
        for (long i = 1; i <= 1_000_000; i++) {
            histogram.add(i * 1000 + 1);
        }
        assertThat(histogram.count()).isEqualTo(1_000_000);
        assertThat((double) histogram.quantileNanos(0.5)).isCloseTo(500e6, within(0.5e6));
        assertThat((double) histogram.quantileNanos(0.99)).isCloseTo(990e6, within(1e6));
        assertThat(histogram.minNanos()).isEqualTo(1001);
        assertThat(histogram.maxNanos()).isEqualTo(1_000_000_001);
        assertThat(histogram.quantileNanos(1)).isEqualTo(1_000_000_001);
    }

    @Test
    void what_came_too_early_is_counted() {
        NanosHistogram histogram = new NanosHistogram();
        histogram.add(-5);
        histogram.add(20);
        NanosHistogram other = new NanosHistogram();
        other.add(Long.MAX_VALUE);
        histogram.add(other);
        assertThat(histogram.earlyCount()).isEqualTo(1);
        assertThat(histogram.minNanos()).isEqualTo(-5);
        assertThat(histogram.maxNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(histogram.count()).isEqualTo(3);
    }

    @Test
    void nothing_added_is_all_zero() {
        NanosHistogram histogram = new NanosHistogram();
        assertThat(histogram.quantileNanos(0.99)).isZero();
        assertThat(histogram.minNanos()).isZero();
        assertThat(histogram.maxNanos()).isZero();
    }
}
