package org.flowlab.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.flowlab.unit.BitRate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bounds are compared exactly, and letters of other scripts are no units.
class ExactQuantitiesTest {
    @ParameterizedTest
    @ValueSource(strings = {"100.00000000000000001%", "-0%"})
    void a_share_just_outside_its_range_is_refused(String text) {
        assertThatThrownBy(() -> Quantities.fraction(text))
                .hasMessage("'" + text + "' is out of range: 0% to 100%");
    }

    @Test
    void a_time_just_above_ten_minutes_is_refused() {
        assertThatThrownBy(() -> Quantities.duration("600.00000000000000001s"))
                .hasMessageContaining("is out of range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5bit", "0.0001kbit"})
    void a_rate_that_is_no_whole_number_of_bits_is_refused(String text) {
        assertThatThrownBy(() -> BitRate.parse(text))
                .hasMessage("'" + text + "' is finer than a bit per second: rates are whole bits");
    }

    /// The Kelvin sign and the capital Mu become k and μ as small letters.
    @Test
    void letters_that_only_become_a_unit_when_made_small_are_refused() {
        assertThatThrownBy(() -> BitRate.parse("5\u212abit")).hasMessageContaining("not a rate");
        assertThatThrownBy(() -> Quantities.duration("5\u039cs"))
                .hasMessageContaining("is not a time");
        assertThat(BitRate.parse("5KBit")).isEqualTo(new BitRate(5000));
    }
}
