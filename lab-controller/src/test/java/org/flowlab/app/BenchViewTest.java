package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchViewTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "0.0316|0.032",
                "3.14159|3.14",
                "31.4159|31.4",
                "314.159|314",
                "31415.9|31,416",
                "-2.5|-2.50",
                "100000|100,000"
            })
    void numbers_have_three_digits_or_those_before_the_point(double value, String text) {
        assertThat(BenchView.number(value)).isEqualTo(text);
    }
}
