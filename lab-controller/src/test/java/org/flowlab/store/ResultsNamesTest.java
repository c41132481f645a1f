package org.flowlab.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsNamesTest {
    @Test
    void labs_that_start_at_once_have_folders_of_their_own(@TempDir Path folder) {
        LocalDateTime now = LocalDateTime.of(2026, 1, 2, 3, 4, 5);
        Set<Path> made = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 64)
                .parallel()
                .forEach(
                        _ -> {
                            try {
                                made.add(ResultsNames.make(folder.resolve("results"), now, "flow"));
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        assertThat(made).hasSize(64).allMatch(Files::isDirectory);
        assertThat(folder.resolve("results/20260102-030405-64-flow")).isDirectory();
    }

    @Test
    void a_folder_that_holds_nothing_is_taken_away_again(@TempDir Path folder) throws Exception {
        Path made = ResultsNames.make(folder, LocalDateTime.now(ZoneId.systemDefault()), "flow");
        Files.writeString(made.resolve("file"), "");
        ResultsNames.dropIfEmpty(made);
        assertThat(made).isDirectory();
        Files.delete(made.resolve("file"));
        ResultsNames.dropIfEmpty(made);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void results_of_one_second_do_not_share_a_folder(@TempDir Path folder) throws Exception {
        LocalDateTime now = LocalDateTime.of(2026, 1, 2, 3, 4, 5);
        for (String name : new String[] {"20260102-030405-flow", "20260102-030405-2-flow"}) {
            Path path = ResultsNames.free(folder, now, "flow");
            assertThat(path).isEqualTo(folder.resolve(name));
            Files.createDirectory(path);
        }
    }
}
