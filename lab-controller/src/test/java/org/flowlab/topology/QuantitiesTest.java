package org.flowlab.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "5ms",
                "5 ms",
                "5MS",
                "0.005s",
                "5000us",
                "5000\u00b5s",
                "5000\u03bcs",
                "5000000ns"
            })
    void a_time_is_read_however_it_is_spelled(String text) {
        assertThat(Quantities.duration(text)).isEqualTo(Duration.ofMillis(5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5",
                "5m",
                "1e3ms",
                ".inf",
                "-5ms",
                "601s",
                "5ms 6ms",
                "1:30",
                "0x5ms",
                "",
                "+5ms",
                "\uff15ms"
            })
    void what_is_no_time_is_refused(String text) {
        assertThatThrownBy(() -> Quantities.duration(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + text + "' is ");
    }

    @ParameterizedTest
    @CsvSource({
        "0.1us,100",
        "0.001us,1",
        "1.0ns,1",
        "1.0010us,1001",
        "0.000001ms,1",
        "0.000000001s,1",
        "599.999999999s,599999999999"
    })
    void a_time_is_read_to_the_nanosecond(String text, long nanos) {
        assertThat(Quantities.duration(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.1ns", "1.5ns", "0.0001us", "0.0000001ms", "1.0000000001s", "0.00010us"})
    void a_time_that_is_finer_is_refused(String text) {
        assertThatThrownBy(() -> Quantities.duration(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'" + text + "' is finer than a nanosecond: times are whole nanoseconds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"010", "1e1", "0x1", "1.0", "-0x1", "11", "0", "99999999999", "", "+5"})
    void what_is_no_whole_number_in_range_is_refused(String text) {
        assertThatThrownBy(() -> Quantities.number(text, 1, 10))
                .hasMessage("'" + text + "' is not a whole number from 1 to 10");
    }
}
