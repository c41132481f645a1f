package org.flowlab.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitTest {
    @ParameterizedTest
    @CsvSource({
        "9600bit, 9600, 9.6kbit",
        "512kbit, 512000, 512kbit",
        "1.5mbit, 1500000, 1.5mbit",
        "20 mbit, 20000000, 20mbit",
        "20mbps, 0, ''",
        "1GBIT, 1000000000, 1gbit",
        "999bit, 999, 999bit",
        "1234567bit, 1234567, 1234.567kbit",
        "12345678901bit, 12345678901, 12345678.901kbit",
    })
    void a_rate_is_read_and_written_as_tc_does(String text, long bits, String written) {
        if (bits == 0) {
            assertThatThrownBy(() -> BitRate.parse(text)).hasMessageContaining("as in 20mbit");
            return;
        }
        assertThat(BitRate.parse(text)).isEqualTo(new BitRate(bits)).hasToString(written);
        assertThat(BitRate.parse(written)).isEqualTo(new BitRate(bits));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mbit", "-1mbit", "0bit", "1e3bit", "10mb", "0.4bit"})
    void what_is_no_rate_is_refused(String text) {
        assertThatThrownBy(() -> BitRate.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_frame_takes_its_bits_at_the_rate_rounded_up() {
        assertThat(BitRate.parse("1gbit").nanosFor(1514)).isEqualTo(12_112);
        assertThat(new BitRate(3).nanosFor(1)).isEqualTo(2_666_666_667L);
    }

    @ParameterizedTest
    @CsvSource({
        "1500b, 1500",
        "64kb, 65536",
        "1.5kb, 1536",
        "2mb, 2097152",
        "1gb, 1073741824",
        "64 KB, 65536"
    })
    void byte_counts_are_in_powers_of_1024(String text, long bytes) {
        assertThat(ByteCount.parse(text)).isEqualTo(new ByteCount(bytes));
        assertThat(ByteCount.parse(new ByteCount(bytes).toString()).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "64", "64k", "-1b", "64 k b"})
    void what_is_no_byte_count_is_refused(String text) {
        assertThatThrownBy(() -> ByteCount.parse(text)).hasMessageContaining("as in 64kb");
    }

    /// The output of SplitMix64's reference program for seed 0: a seed must give the same decisions
    /// in every version of the lab.
    @Test
    void the_numbers_of_a_seed_are_those_of_splitmix64() {
        assertThat(new Seed(0).at(0)).isEqualTo(0xE220A8397B1DCDAFL);
        assertThat(new Seed(0).at(1)).isEqualTo(0x6E789E6AA1B965F4L);
    }

    @Test
    void parts_have_seeds_of_their_own() {
        Seed seed = new Seed(1);
        assertThat(seed.of("a-b").of("forward")).isNotEqualTo(seed.of("a-b").of("reverse"));
        assertThat(seed.of("ab")).isNotEqualTo(seed.of("a").of("b"));
        assertThat(seed.of("")).isNotEqualTo(seed);
    }
}
