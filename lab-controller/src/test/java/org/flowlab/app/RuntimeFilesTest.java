package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.flowlab.app.RuntimeFiles.Running;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeFilesTest {
    private static final Running OWN =
            new Running(ProcessHandle.current().pid(), "http://127.0.0.1:8080", "secret");

    @TempDir private Path root;
    private Path folder;
    private RuntimeFiles files;

    @BeforeEach
    void name() {
        folder = root.resolve("flowlab");
        files = new RuntimeFiles(List.of(folder));
    }

    private static void mode(Path path, String words) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(words));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void what_is_written_is_found_and_only_its_user_can_read_it() throws IOException {
        Path file = files.write(8080, OWN);
        assertThat(files.find(8080)).contains(OWN);
        assertThat(files.find(8081)).isEmpty();
        assertThat(mode(folder)).isEqualTo("rwx------");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(folder).isDirectoryContaining(file::equals);
        assertThat(files.all()).containsExactly(OWN);
    }

    @Test
    void a_stale_one_is_not_found_and_is_replaced() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Running stale = new Running(gone.pid(), "http://127.0.0.1:8080", "old");
        Path file = files.write(8080, stale);
        assertThat(files.find(8080)).isEmpty();
        assertThat(files.all()).isEmpty();
        files.write(8080, OWN);
        RuntimeFiles.remove(file, stale);
        assertThat(files.find(8080)).as("that of another is not removed").contains(OWN);
        RuntimeFiles.remove(file, OWN);
        assertThat(file).doesNotExist();
    }

    @Test
    void a_folder_that_others_may_enter_counts_for_nothing() throws IOException {
        files.write(8080, OWN);
        mode(folder, "rwxr-x---");
        assertThat(files.find(8080)).isEmpty();
        assertThatThrownBy(() -> files.write(8080, OWN))
                .isInstanceOf(ExitException.class)
                .hasMessageContaining("XDG_RUNTIME_DIR");
    }

    @Test
    void no_link_is_followed() throws IOException {
        files.write(8080, OWN);
        Path link = root.resolve("link");
        Files.createSymbolicLink(link, folder);
        RuntimeFiles linked = new RuntimeFiles(List.of(link));
        assertThat(linked.find(8080)).isEmpty();
        assertThatThrownBy(() -> linked.write(8080, OWN)).isInstanceOf(ExitException.class);
        Files.createSymbolicLink(folder.resolve("8081.json"), folder.resolve("8080.json"));
        assertThat(files.find(8081)).isEmpty();
    }

    @Test
    void a_file_that_others_may_read_or_that_is_cut_off_counts_for_nothing() throws IOException {
        Path file = files.write(8080, OWN);
        mode(file, "rw-r--r--");
        assertThat(files.find(8080)).isEmpty();
        mode(file, "rw-------");
        Files.writeString(file, Files.readString(file).substring(0, 20));
        assertThat(files.find(8080)).isEmpty();
        Files.writeString(file, "{}");
        assertThat(files.find(8080)).isEmpty();
    }

    @Test
    void the_users_own_runtime_folder_is_taken_if_it_is_theirs_alone() throws IOException {
        mode(root, "rwx------");
        RuntimeFiles own = RuntimeFiles.of(Map.of("XDG_RUNTIME_DIR", root.toString()), "no-user");
        assertThat(own.write(8080, OWN)).isEqualTo(folder.resolve("8080.json"));
        assertThat(own.find(8080)).contains(OWN);
    }
}
