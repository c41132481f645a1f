package org.flowlab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.Test;

final class BootstrapTest {
    /// The spatial test data of Efron and Tibshirani, table 14.1, column A.
    private static final Sample SPATIAL =
            Sample.of(
                    48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47,
                    41, 24, 26, 30, 41);

    private static double variance(Sample sample) {
        double mean = sample.mean();
        return Arrays.stream(sample.values()).map(v -> Math.pow(v - mean, 2)).sum()
                / sample.count();
    }

    @Test
    void the_variance_of_the_spatial_test_lies_where_the_book_has_it() {
        assertThat(variance(SPATIAL)).isCloseTo(171.5, within(0.05));
        Interval interval =
                new Bootstrap(20_000, new Seed(1)).interval(SPATIAL, BootstrapTest::variance, 0.90);
        assertThat(interval.low()).isCloseTo(115.8, within(3.0));
        assertThat(interval.high()).isCloseTo(259.6, within(5.0));
        assertThat(interval.confidence()).isEqualTo(0.90);
    }

    @Test
    void the_same_seed_gives_the_same_interval() {
        Interval first = new Bootstrap(500, new Seed(7)).interval(SPATIAL, Sample::median, 0.95);
        assertThat(new Bootstrap(500, new Seed(7)).interval(SPATIAL, Sample::median, 0.95))
                .isEqualTo(first);
        assertThat(new Bootstrap(500, new Seed(8)).interval(SPATIAL, Sample::mean, 0.95))
                .isNotEqualTo(
                        new Bootstrap(500, new Seed(7)).interval(SPATIAL, Sample::mean, 0.95));
    }

    @Test
    void what_does_not_vary_has_an_interval_without_width() {
        assertThat(new Bootstrap(100, new Seed(1)).interval(Sample.of(3, 3, 3), Sample::mean, 0.95))
                .isEqualTo(new Interval(3, 3, 0.95));
    }
}
