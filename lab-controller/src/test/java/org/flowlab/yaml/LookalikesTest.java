package org.flowlab.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.flowlab.topology.Topologies;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LookalikesTest {
    private static final String FILE =
            """
            topology:
              nodes:
                client: {kind: client}
                origin: {kind: origin}
              links:
                - endpoints: ["client:eth0", "origin:eth0"]
                  tc: {delay: 20ms}
            """;

    private static List<String> problems(String yaml) {
        InputException e =
                catchThrowableOfType(
                        InputException.class,
                        () -> Topologies.parse("f.yaml", yaml.getBytes(StandardCharsets.UTF_8)));
        assertThat(e).as(yaml).isNotNull();
        return e.problems();
    }

    @ParameterizedTest
    @CsvSource({
        "00a0,NO-BREAK SPACE: write an ordinary space",
        "202f,NARROW NO-BREAK SPACE: write an ordinary space",
        "3000,IDEOGRAPHIC SPACE: write an ordinary space",
        "2009,THIN SPACE: write an ordinary space",
        "200b,ZERO WIDTH SPACE: remove it",
        "00ad,SOFT HYPHEN: remove it",
        "2060,WORD JOINER: remove it",
        "feff,ZERO WIDTH NO-BREAK SPACE: remove it",
        "2028,LINE SEPARATOR: remove it",
        "3164,HANGUL FILLER: remove it",
        "2800,BRAILLE PATTERN BLANK: remove it",
        "fe0f,VARIATION SELECTOR-16: remove it"
    })
    void an_invisible_character_in_a_value_is_written_out_and_named(String code, String name) {
        String c = Character.toString(Integer.parseInt(code, 16));
        assertThat(problems(FILE.replace("20ms", "\"20" + c + "ms\"")))
                .containsExactly(
                        "f.yaml:7:19: delay: '20\\u"
                                + code
                                + "ms' is not a time"
                                + ": write a number and ns, us, ms or s, as in 20ms; \\u"
                                + code
                                + " is U+"
                                + code.toUpperCase(Locale.ROOT)
                                + " "
                                + name);
    }

    @ParameterizedTest
    @CsvSource({
        "−20ms,U+2212 MINUS SIGN: write -",
        "２0ms,U+FF12 FULLWIDTH DIGIT TWO: write 2",
        "“20ms”,U+201C LEFT DOUBLE QUOTATION MARK: write \"",
        "20mѕ,U+0455 CYRILLIC SMALL LETTER DZE: write the Latin letter s"
    })
    void a_visible_look_alike_is_named_with_what_it_stands_for(String value, String name) {
        assertThat(problems(FILE.replace("20ms", value)))
                .singleElement()
                .asString()
                .startsWith("f.yaml:7:19: delay: '" + value + "' is not a time")
                .endsWith(" is " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"20мс", "20 Минут", "20μsec", "20 ms à peu près"})
    void words_of_other_languages_are_no_look_alikes(String value) {
        assertThat(problems(FILE.replace("20ms", value)))
                .singleElement()
                .asString()
                .endsWith("write a number and ns, us, ms or s, as in 20ms");
    }

    @ParameterizedTest
    @CsvSource({
        "dеlay,U+0435 CYRILLIC SMALL LETTER IE: write the Latin letter e",
        "ԁеӏау,",
        "de\u200blay,U+200B ZERO WIDTH SPACE: remove it"
    })
    void a_look_alike_in_a_key_is_named(String key, String name) {
        assertThat(problems(FILE.replace("delay:", key + ":")).getFirst())
                .contains("unknown key")
                .endsWith(name == null ? "mtu" : name);
    }

    @ParameterizedTest
    @ValueSource(ints = {0xa0, 0x202f, 0x3000})
    void a_space_that_does_not_indent_is_named(int c) {
        String name = "\\u%04x is U+%04X %s: write an ordinary space";
        String named = name.formatted(c, c, Character.getName(c));
        String space = Character.toString(c);
        assertThat(problems(FILE.replace("    - endpoints", space + "   - endpoints")))
                .singleElement()
                .asString()
                .startsWith("f.yaml:7:7: not YAML: ")
                .endsWith(named + " (line 6, column 1)");
        String last = "      tc: {delay: 20ms}\n";
        assertThat(
                        problems(
                                FILE.replace("    - endpoints", space + "   - endpoints")
                                        .replace(last, "")))
                .anySatisfy(
                        problem ->
                                assertThat(problem)
                                        .startsWith(
                                                "f.yaml:6:1: unknown key \"\\u%04x   - endpoints\""
                                                        .formatted(c))
                                        .endsWith(named));
    }
}
