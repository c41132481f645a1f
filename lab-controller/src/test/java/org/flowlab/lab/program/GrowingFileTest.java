package org.flowlab.lab.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.flowlab.sys.Folder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingFileTest {
    @TempDir private Path folder;
    private Path path = Path.of("");
    private final GrowingFile file = new GrowingFile("keys.log");
    private Folder inside;

    @BeforeEach
    void name() throws IOException {
        path = folder.resolve("keys.log");
        inside = Folder.open(folder);
    }

    @AfterEach
    void close() {
        inside.close();
    }

    private void add(String text) throws IOException {
        Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void a_file_that_is_not_there_has_no_lines() throws IOException {
        assertThat(file.newLines(inside)).isEmpty();
    }

    @Test
    void each_line_is_told_once_and_when_it_is_whole() throws IOException {
        add("one\ntw");
        assertThat(file.newLines(inside)).containsExactly("one");
        assertThat(file.newLines(inside)).isEmpty();
        add("o\nthree\n");
        assertThat(file.newLines(inside)).containsExactly("two", "three");
        assertThat(file.newLines(inside)).isEmpty();
    }

    @Test
    void a_file_begun_anew_is_read_from_its_start_however_long_it_is() throws IOException {
        add("secret aaaa\n");
        assertThat(file.newLines(inside)).containsExactly("secret aaaa");
        for (String again : new String[] {"secret bbbb\n", "secret cccc\nmore\n", "few\n"}) {
            Files.writeString(path, again);
            assertThat(file.newLines(inside)).containsExactlyElementsOf(again.lines().toList());
        }
        Files.writeString(path, "");
        assertThat(file.newLines(inside)).isEmpty();
        add("after nothing\n");
        assertThat(file.newLines(inside)).containsExactly("after nothing");
    }

    @Test
    void a_line_of_17_MB_is_skipped_and_counted_and_those_after_it_are_read() throws IOException {
        add("before\n" + "\0".repeat(17_000_000));
        assertThat(file.newLines(inside)).containsExactly("before");
        assertThat(file.newLines(inside)).isEmpty();
        add("still of the long one\nafter\nla");
        assertThat(file.newLines(inside)).containsExactly("after");
        add("st\n");
        assertThat(file.newLines(inside)).containsExactly("last");
        assertThat(file.skippedLines()).isOne();
    }

    @Test
    void the_longest_line_that_is_read_has_1_MiB_with_its_end() throws IOException {
        String longest = "a".repeat(GrowingFile.LONGEST_LINE - 1);
        add(longest + "\n" + longest + "b\nafter\n");
        assertThat(file.newLines(inside)).containsExactly(longest, "after");
        assertThat(file.skippedLines()).isOne();
    }

    @Test
    void a_file_begun_anew_within_a_line_that_is_skipped_is_read_from_its_start()
            throws IOException {
        add("\0".repeat(2_000_000));
        assertThat(file.newLines(inside)).isEmpty();
        Files.writeString(path, "anew\n");
        assertThat(file.newLines(inside)).containsExactly("anew");
    }

    @Test
    void one_call_reads_all_lines_of_a_file_of_20_MB() throws IOException {
        add(("x".repeat(99) + "\n").repeat(200_000) + "last\n");
        assertThat(file.newLines(inside)).hasSize(200_001).endsWith("last");
    }
}
