package org.flowlab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import org.flowlab.unit.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SampleTest {
    /// 1, 2 … n.
    private static Sample ranks(int n) {
        return Sample.of(DoubleStream.iterate(1, i -> i + 1).limit(n).toArray());
    }

    @Test
    void quantiles_interpolate_as_r_and_numpy_do() {
        Sample sample = Sample.of(4, 1, 3, 2);
        assertThat(sample.quantile(0)).isEqualTo(1);
        assertThat(sample.quantile(0.25)).isEqualTo(1.75);
        assertThat(sample.median()).isEqualTo(2.5);
        assertThat(sample.quantile(0.9)).isCloseTo(3.7, within(1e-12));
        assertThat(sample.quantile(1)).isEqualTo(4);
        assertThat(sample.interquartileRange()).isEqualTo(1.5);
        assertThat(sample.mean()).isEqualTo(2.5);
        assertThat(sample.min()).isEqualTo(1);
        assertThat(sample.max()).isEqualTo(4);
        assertThat(Sample.of(7).quantile(0.99)).isEqualTo(7);
    }

    @Test
    void the_median_absolute_deviation_is_the_median_distance_from_the_median() {
        assertThat(Sample.of(1, 1, 2, 2, 4, 6, 9).medianAbsoluteDeviation()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        // n, low rank, high rank, coverage: tables of the sign test
        "6, 1, 6, 0.96875",
        "8, 1, 8, 0.992188",
        "9, 2, 8, 0.960938",
        "10, 2, 9, 0.978516",
        "20, 6, 15, 0.958611",
        "25, 8, 18, 0.956715",
        "100, 40, 61, 0.964800"
    })
    void the_median_lies_between_two_observations(int n, int low, int high, double coverage) {
        Interval interval = ranks(n).medianInterval(0.95).orElseThrow();
        assertThat(interval.low()).isEqualTo(low);
        assertThat(interval.high()).isEqualTo(high);
        assertThat(interval.confidence()).isCloseTo(coverage, within(1e-6));
    }

    @Test
    void five_observations_are_too_few_for_a_95_percent_interval() {
        assertThat(ranks(5).medianInterval(0.95)).isEmpty();
        assertThat(ranks(5).medianInterval(0.9)).contains(new Interval(1, 5, 0.9375));
        assertThat(ranks(100).quantileInterval(0.99, 0.95)).isEmpty();
        assertThat(ranks(1000).quantileInterval(0.99, 0.95)).isPresent();
    }

    @Test
    void an_interval_holds_the_quantile_as_often_as_it_says() {
        RandomGenerator random = new Seed(42).generator();
        double p = 0.9;
        double truth = -Math.log(1 - p);
        int held = 0;
        int runs = 4000;
        double stated = 0;
        for (int i = 0; i < runs; i++) {
            double[] values = new double[80];
            java.util.Arrays.setAll(values, j -> -Math.log(1 - random.nextDouble()));
            Interval interval = Sample.of(values).quantileInterval(p, 0.95).orElseThrow();
            stated = interval.confidence();
            held += interval.contains(truth) ? 1 : 0;
        }
        assertThat(stated).isGreaterThanOrEqualTo(0.95);
        assertThat(Proportion.expectedCounts(runs, stated, 0.999).contains(held)).isTrue();
    }

    @Test
    void a_summary_says_how_many_and_how_sure() {
        Summary summary = ranks(20).summary(0.95);
        assertThat(summary.count()).isEqualTo(20);
        assertThat(summary.median()).isEqualTo(10.5);
        assertThat(summary.lowerQuartile()).isEqualTo(5.75);
        assertThat(summary.upperQuartile()).isEqualTo(15.25);
        assertThat(summary.medianInterval()).isNotNull();
        assertThat(ranks(3).summary(0.95).medianInterval()).isNull();
    }

    @Test
    void nothing_and_what_is_no_number_are_no_sample() {
        assertThatThrownBy(() -> Sample.of(List.of())).hasMessageContaining("at least one");
        assertThatThrownBy(() -> Sample.of(1, Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Sample.of(1).quantile(1.01)).hasMessageContaining("1.01");
    }
}
