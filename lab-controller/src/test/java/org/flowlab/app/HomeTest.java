package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @Test
    void results_of_one_second_do_not_share_a_folder(@TempDir Path folder) throws Exception {
        LocalDateTime now = LocalDateTime.of(2026, 1, 2, 3, 4, 5);
        for (String name : new String[] {"20260102-030405-flow", "20260102-030405-2-flow"}) {
            Path path = Home.results(folder, now, "flow");
            assertThat(path).isEqualTo(folder.resolve(name));
            Files.createDirectory(path);
        }
    }
}
