package org.flowlab.lab.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingFileTest {
    @TempDir private Path folder;
    private Path path = Path.of("");
    private GrowingFile file = new GrowingFile(path);

    @BeforeEach
    void name() {
        path = folder.resolve("keys.log");
        file = new GrowingFile(path);
    }

    private void add(String text) throws IOException {
        Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void a_file_that_is_not_there_has_no_lines() throws IOException {
        assertThat(file.newLines()).isEmpty();
    }

    @Test
    void each_line_is_told_once_and_when_it_is_whole() throws IOException {
        add("one\ntw");
        assertThat(file.newLines()).containsExactly("one");
        assertThat(file.newLines()).isEmpty();
        add("o\nthree\n");
        assertThat(file.newLines()).containsExactly("two", "three");
        assertThat(file.newLines()).isEmpty();
    }

    @Test
    void a_file_begun_anew_is_read_from_its_start_however_long_it_is() throws IOException {
        add("secret aaaa\n");
        assertThat(file.newLines()).containsExactly("secret aaaa");
        for (String again : new String[] {"secret bbbb\n", "secret cccc\nmore\n", "few\n"}) {
            Files.writeString(path, again);
            assertThat(file.newLines()).containsExactlyElementsOf(again.lines().toList());
        }
        Files.writeString(path, "");
        assertThat(file.newLines()).isEmpty();
        add("after nothing\n");
        assertThat(file.newLines()).containsExactly("after nothing");
    }
}
