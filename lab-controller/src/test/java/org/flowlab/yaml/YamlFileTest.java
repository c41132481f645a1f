package org.flowlab.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class YamlFileTest {
    @TempDir Path folder;

    private String refusal(byte[] bytes) {
        InputException e =
                catchThrowableOfType(InputException.class, () -> YamlFile.parse("f.yaml", bytes));
        assertThat(e).isNotNull();
        return e.getMessage();
    }

    private String refusal(String text) {
        return refusal(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_file_of_50_megabytes_is_refused_without_reading_it_all() throws IOException {
        Path file = folder.resolve("big.yaml");
        Files.write(file, "a: b\n".repeat(10 << 20).getBytes(StandardCharsets.UTF_8));
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        assertThatThrownBy(() -> YamlFile.read(file))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        file + ": is larger than 4 MiB, the most for a topology or an experiment");
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        assertThat(Duration.ofNanos(cpu)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void binary_is_refused_where_it_begins() {
        assertThat(refusal(new byte[] {'a', ':', '\n', ' ', 0, 1}))
                .isEqualTo("f.yaml:2:2: a NUL byte: this is a binary file, not YAML text");
        assertThat(refusal(new byte[] {'a', ':', ' ', (byte) 0xC3, '(', '\n'}))
                .isEqualTo(
                        "f.yaml:1:4: not UTF-8: this is a binary file, or a text in another encoding");
        assertThat(refusal("ä: \u001b[2J"))
                .isEqualTo("f.yaml:1:4: control character U+001B is not allowed; remove it");
    }

    @Test
    void utf_16_is_told_as_such() {
        assertThat(refusal("name: x".getBytes(StandardCharsets.UTF_16)))
                .isEqualTo("f.yaml: is UTF-16; save it as UTF-8");
        assertThat(refusal("name: x".getBytes(StandardCharsets.UTF_16LE)))
                .isEqualTo("f.yaml: is UTF-16; save it as UTF-8");
        assertThat(refusal("\uFEFFname: x".getBytes(Charset.forName("UTF-32LE"))))
                .isEqualTo("f.yaml: is UTF-32; save it as UTF-8");
        assertThat(refusal("\uFEFFname: x".getBytes(Charset.forName("UTF-32BE"))))
                .isEqualTo("f.yaml: is UTF-32; save it as UTF-8");
    }

    @Test
    void a_byte_order_mark_of_utf_8_does_no_harm() {
        assertThat(
                        YamlFile.parse("f", "\uFEFFname: x\r\n".getBytes(StandardCharsets.UTF_8))
                                .root()
                                .map())
                .containsOnlyKeys("name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# only\n", "---\n", "---\n...\n"})
    void an_empty_file_is_told_as_such(String text) {
        assertThat(refusal(text)).contains("the file is empty");
    }

    @Test
    void something_that_is_not_a_file_is_reported_as_what_it_is() throws IOException {
        assertThatThrownBy(() -> YamlFile.read(folder)).hasMessageContaining("is a folder");
        assertThatThrownBy(() -> YamlFile.read(folder.resolve("none.yaml")))
                .hasMessageContaining("no such file");
        Path loop = folder.resolve("loop.yaml");
        Files.createSymbolicLink(loop, loop);
        assertThatThrownBy(() -> YamlFile.read(loop))
                .hasMessageContaining("cannot be read: Too many levels of symbolic links");
        assertThatThrownBy(() -> YamlFile.read(Path.of("/dev/zero")))
                .hasMessageContaining("is not a regular file");
        assertThatThrownBy(() -> YamlFile.read(Path.of("/proc/self/../kmsg"))) // waits for more
                .hasMessageContaining("is not a regular file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? ", "&a [", "{", "[[]", "- - \n"})
    void deep_or_endless_nesting_is_refused(String part) {
        assertThat(refusal(part.repeat(500_000))).startsWith("f.yaml:");
    }

    @Test
    void a_bomb_is_refused_whatever_its_shape() {
        StringBuilder quadratic = new StringBuilder("a: &a [" + "x,".repeat(2000) + "]\nb: [");
        quadratic.append("*a,".repeat(2000)).append("]\n");
        assertThat(refusal(quadratic.toString())).contains("more than 200000 values");
        assertThat(refusal("- x\n".repeat(1_000_000))).contains("more than 200000 values");
        assertThat(refusal("x: 1\n".repeat(800_000))).contains("more than 200000 values");
    }

    @Test
    @Timeout(30) // it takes minutes if each letter costs as much as the word is long
    void one_long_word_is_read_as_fast_as_many_short_ones() {
        String word = "x".repeat(4_000_000);
        YamlFile file =
                YamlFile.parse("f", ("a: '" + word + "'\n").getBytes(StandardCharsets.UTF_8));
        assertThat(file.root().map().get("a").text()).contains(word);
    }

    @Test
    void noise_is_refused_and_nothing_else_happens() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) " \n:-[]{}*&!|>'\"%@`#?,abc0\\\t".charAt(random.nextInt(27));
            }
            try {
                YamlFile.parse("f", bytes).root().map();
            } catch (InputException e) {
                assertThat(e.getMessage()).startsWith("f");
            }
        }
    }

    @Test
    void a_file_where_all_is_wrong_is_given_up_early() {
        YamlFile file =
                YamlFile.parse(
                        "f", "x".repeat(60).concat(": 1\n").getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; ; i++) {
                                file.root().problem("problem " + i);
                            }
                        })
                .hasMessageEndingWith("f: and at least 81 more problems");
    }
}
