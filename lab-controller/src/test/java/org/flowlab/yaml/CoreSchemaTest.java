package org.flowlab.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.flowlab.topology.Quantities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The spellings of YAML 1.2's core schema (§10.3.2).
class CoreSchemaTest {
    private static YamlValue value(String scalar) {
        return YamlFile.parse("f", ("a: " + scalar + "\n").getBytes(StandardCharsets.UTF_8))
                .root()
                .map()
                .get("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "True", "TRUE", "false", "False", "FALSE"})
    void a_truth_is_read_in_each_spelling(String text) {
        assertThat(value(text).parsed(Quantities::truth)).contains(text.equalsIgnoreCase("true"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "no", "on", "off", "y", "tRUE", "1", "0"})
    void a_truth_of_other_versions_is_refused(String text) {
        YamlValue value = value(text);
        assertThat(value.parsed(Quantities::truth)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "Null", "NULL", "~", ""})
    void nothing_is_read_in_each_spelling(String text) {
        assertThat(value(text).isNull()).isTrue();
    }

    @Test
    void nothing_in_quotes_is_a_text() {
        assertThat(value("\"null\"").isNull()).isFalse();
        assertThat(value("'~'").text()).contains("~");
        assertThat(value("nULL").text()).contains("nULL");
    }

    @ParameterizedTest
    @CsvSource({
        "16,16",
        "0x10,16",
        "0o20,16",
        "+16,16",
        "-16,-16",
        "-0,0",
        "16.0,16",
        "16.,16",
        "1.6e1,16",
        "1.6E+1,16",
        "160e-1,16",
        ".5,0.5",
        "-0.0,0",
        "0e9,0",
        // what is left as it is written
        "010,010",
        "+010,+010",
        "1_000,1_000",
        "1e999999999,1e999999999",
        "1e9999999999,1e9999999999",
        "1e-999999999,1e-999999999",
        ".inf,.inf",
        "-.INF,-.INF",
        ".NaN,.NaN",
        "0b1,0b1",
        "1:30,1:30",
        "'\"0x10\"',0x10"
    })
    void a_number_is_read_in_each_spelling(String text, String plain) {
        assertThat(value(text).quantity(t -> t)).isEqualTo(Optional.of(plain));
    }

    @Test
    void a_text_that_looks_like_a_number_keeps_its_spelling() {
        assertThat(value("1e3").parsed(t -> t)).contains("1e3");
        assertThat(value("0x10").text()).contains("0x10");
    }
}
