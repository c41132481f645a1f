package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
    @Test
    void what_seven_bits_cannot_show_is_written_in_plain_characters() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = Terminal.stream(bytes, false);
        out.println("late by 41 µs");
        out.printf(Locale.ROOT, "%d × Xeon, 1 ± 2 …%n", 2);
        out.print("GET /ö");
        assertThat(bytes.toString(StandardCharsets.US_ASCII))
                .isEqualTo("late by 41 us\n2 x Xeon, 1 +- 2 ~\nGET /?");
    }

    @ParameterizedTest
    @CsvSource({"LANG,C,false", "LANG,en_US.UTF-8,true", "LC_ALL,POSIX,false", "NONE,,true"})
    void the_locale_says_what_can_be_shown(String variable, String value, boolean unicode) {
        Map<String, String> environment = value == null ? Map.of() : Map.of(variable, value);
        assertThat(Terminal.of(environment).unicode()).isEqualTo(unicode);
    }

    @ParameterizedTest
    @CsvSource({"80,80", "200,200", "7,40", "0,100", "wide,100", "'',100"})
    void a_width_that_makes_no_sense_is_not_taken(String columns, int taken) {
        assertThat(Terminal.of(Map.of("COLUMNS", columns)).columns()).isEqualTo(taken);
    }

    @Test
    void a_failed_write_is_reported_unless_the_reader_closed_the_pipe() throws Exception {
        assertThat(ended("\"$@\" >/dev/full")).isEqualTo(Exit.TRIAL);
        assertThat(ended("set -o pipefail; \"$@\" | true")).isEqualTo(Exit.OK);
    }

    private static int ended(String script) throws Exception {
        return new ProcessBuilder(
                        "bash",
                        "-c",
                        script,
                        "bash",
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "flows")
                .start()
                .waitFor();
    }
}
