package org.flowlab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunFileTest {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    @TempDir private Path folder;

    private Path path() {
        return folder.resolve("run.json");
    }

    private JsonNode read() throws IOException {
        return JSON.readTree(Files.readString(path()));
    }

    @Test
    void it_is_one_object_at_every_moment() throws IOException {
        Map<String, ?> constant = Map.of("status", "interrupted");
        try (RunFile file = new RunFile(path(), constant, Map.of("done", 0))) {
            assertThat(read())
                    .isEqualTo(JSON.valueToTree(Map.of("status", "interrupted", "done", 0)));
            file.change(Map.of("done", 1_000, "problems", List.of("}", "é")));
            assertThat(read().get("done").asInt()).isEqualTo(1_000);
            assertThat(read().get("problems").get(1).asString()).isEqualTo("é");
            file.change(Map.of("done", 1_001));
            assertThat(read().has("problems")).isFalse();
            file.finish(Map.of("status", "complete"));
            assertThat(Files.readString(path()))
                    .isEqualToIgnoringWhitespace("{\"status\":\"complete\"}");
        }
        assertThat(folder).isDirectoryContaining(f -> f.equals(path()));
        assertThat(Files.list(folder)).hasSize(1);
    }

    /// One write within one page of the file is what a SIGKILL does not cut.
    @Test
    void what_changes_stands_within_a_page_wherever_the_rest_ends() throws IOException {
        for (int length : new int[] {1, 4_000, 4_060, 4_070, 4_080, 4_090, 9_000}) {
            try (RunFile file =
                    new RunFile(path(), Map.of("text", "x".repeat(length)), Map.of("done", 0))) {
                byte[] before = Files.readAllBytes(path());
                file.change(Map.of("done", 1));
                byte[] after = Files.readAllBytes(path());
                int[] changed =
                        IntStream.range(0, before.length)
                                .filter(i -> before[i] != after[i])
                                .map(i -> i / RunFile.PAGE)
                                .distinct()
                                .toArray();
                assertThat(after).hasSameSizeAs(before);
                assertThat(changed).containsExactly(before.length / RunFile.PAGE - 1);
                assertThat(read().get("text").asString()).hasSize(length);
            }
            Files.delete(path());
        }
    }

    @Test
    void if_there_are_too_many_problems_the_first_ones_are_kept() throws IOException {
        List<String> many = IntStream.range(0, 500).mapToObj(i -> "problem " + i).toList();
        try (RunFile file = new RunFile(path(), Map.of("a", 1), Map.of("b", 2))) {
            file.change(Map.of("done", 7, "problems", many));
            assertThat(read().get("done").asInt()).isEqualTo(7);
            assertThat(read().get("problems").size()).isBetween(100, 499);
            assertThat(read().get("problems").get(0).asString()).isEqualTo("problem 0");
        }
    }

    @Test
    void it_is_one_object_however_much_of_the_page_is_filled() throws IOException {
        try (RunFile file = new RunFile(path(), Map.of("a", 1), Map.of("b", 2))) {
            for (int length = RunFile.PAGE - 100; length < RunFile.PAGE; length++) {
                file.change(Map.of("done", 7, "problems", List.of("x".repeat(length))));
                assertThat(read().get("done").asInt()).as("%d", length).isEqualTo(7);
            }
            assertThat(read().get("problems")).isEmpty();
        }
    }

    @Test
    void a_file_that_is_there_is_left_alone() throws IOException {
        Files.writeString(path(), "mine");
        assertThatThrownBy(() -> new RunFile(path(), Map.of("a", 1), Map.of("b", 2)))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(path()).hasContent("mine");
    }
}
