package org.flowlab.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Names that a program has taken with something else than a regular file.
@Timeout(30)
class FolderTest {
    @TempDir private Path parent;
    private Path inside = Path.of("");
    private Path victim = Path.of("");
    private Folder folder;

    @BeforeEach
    void open() throws IOException {
        inside = Files.createDirectory(parent.resolve("inside"));
        victim = Files.writeString(parent.resolve("victim"), "precious");
        folder = Folder.open(inside);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    private void assertVictimIsWhole() throws IOException {
        assertThat(victim).content().isEqualTo("precious");
    }

    private static void mkfifo(Path path) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    }

    private void write(String name) throws IOException {
        Object key = folder.write(name, "new".getBytes(StandardCharsets.UTF_8), 0640, null);
        Path file = inside.resolve(name);
        assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(file).content().isEqualTo("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey()).isEqualTo(key);
    }

    private void append(String name, String expected) throws IOException {
        try (FileChannel file = folder.append(name, 0644, null)) {
            file.write(ByteBuffer.wrap("more".getBytes(StandardCharsets.UTF_8)));
        }
        Path file = inside.resolve(name);
        assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(file).content().isEqualTo(expected);
    }

    @Test
    void a_file_is_made_anew_each_time() throws IOException {
        write("file");
        write("file");
        try (Stream<Path> names = Files.list(inside)) {
            assertThat(names).containsExactly(inside.resolve("file"));
        }
    }

    @Test
    void a_link_is_replaced_and_what_it_leads_to_is_left_alone() throws IOException {
        for (String target : List.of("victim", "nowhere")) {
            for (String name : List.of("written", "added-to")) {
                Files.deleteIfExists(inside.resolve(name));
                Files.createSymbolicLink(inside.resolve(name), parent.resolve(target));
            }
            assertThat(folder.read("written")).isNull();
            write("written");
            append("added-to", "more");
            assertVictimIsWhole();
            assertThat(parent.resolve("nowhere")).doesNotExist();
        }
    }

    @Test
    void a_second_name_of_another_file_is_replaced() throws IOException {
        for (String name : List.of("written", "added-to", "cleared")) {
            Files.createLink(inside.resolve(name), victim);
        }
        assertThat(folder.read("written")).isNull();
        write("written");
        append("added-to", "more");
        folder.clear("cleared");
        assertThat(inside.resolve("cleared")).doesNotExist();
        assertVictimIsWhole();
    }

    @Test
    void a_fifo_is_replaced_and_not_waited_for() throws Exception {
        for (String name : List.of("written", "added-to", "cleared")) {
            mkfifo(inside.resolve(name));
        }
        assertThat(folder.read("written")).isNull();
        write("written");
        append("added-to", "more");
        folder.clear("cleared");
        assertThat(inside.resolve("cleared")).doesNotExist();
    }

    @Test
    void a_directory_is_renamed_with_what_is_in_it() throws IOException {
        for (String name : List.of("written", "added-to", "cleared")) {
            Files.createDirectory(inside.resolve(name));
            Files.writeString(inside.resolve(name).resolve("kept"), name);
        }
        assertThat(folder.read("written")).isNull();
        write("written");
        append("added-to", "more");
        folder.clear("cleared");
        assertThat(inside.resolve("cleared")).doesNotExist();
        try (Stream<Path> files = Files.walk(inside)) {
            assertThat(files.filter(f -> f.endsWith("kept"))).hasSize(3);
        }
    }

    @Test
    void a_file_that_is_there_is_added_to_and_read() throws IOException {
        append("file", "more");
        append("file", "moremore");
        folder.clear("file");
        try (RandomAccessFile file = folder.read("file")) {
            assertThat(file.readLine()).isEqualTo("moremore");
        }
        assertThat(folder.read("other")).isNull();
    }

    @Test
    void a_folder_is_not_looked_for_behind_a_link_and_what_has_its_name_is_renamed()
            throws Exception {
        Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        Files.createSymbolicLink(inside.resolve("linked"), elsewhere);
        Files.writeString(inside.resolve("file"), "kept");
        mkfifo(inside.resolve("fifo"));
        for (String name : List.of("linked", "file", "fifo", "new", "new")) {
            try (Folder within = folder.folder(name, null)) {
                within.write("x", new byte[0], 0644, null);
            }
            assertThat(inside.resolve(name).resolve("x")).exists();
        }
        assertThat(elsewhere).isEmptyDirectory();
        try (Stream<Path> names = Files.list(inside)) {
            assertThat(names).filteredOn(n -> n.toString().contains(".replaced-")).hasSize(3);
        }
    }

    @Test
    void a_folder_that_was_moved_away_is_still_the_one_that_is_written_to() throws IOException {
        Files.move(inside, parent.resolve("moved"));
        Files.createSymbolicLink(inside, parent.resolve("elsewhere"));
        folder.write("x", new byte[0], 0644, null);
        assertThat(parent.resolve("moved").resolve("x")).exists();
    }
}
