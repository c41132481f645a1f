package org.flowlab.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.SysException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    private static final byte[] MUCH = new byte[1 << 20];

    /// sched.h; message queues outlive mounts, and go with this.
    private static final int CLONE_NEWIPC = 0x0800_0000;

    @TempDir private Path folder;

    @Test
    void a_file_appears_with_its_beginning_and_goes_on_behind_it() throws Exception {
        Path file = folder.resolve("file");
        try (FileChannel channel = WholeFile.create(file, "one".getBytes())) {
            assertThat(file).hasContent("one");
            channel.write(ByteBuffer.wrap(" two".getBytes()));
        }
        assertThat(file).hasContent("one two");
        assertThatThrownBy(() -> WholeFile.create(file, MUCH))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("one two");
        WholeFile.replace(file, "three".getBytes());
        assertThat(file).hasContent("three");
        assertThat(folder).isDirectoryContaining(file::equals);
        assertThat(descriptorsOn(folder)).isZero();
    }

    @Test
    @Tag("netns")
    void where_the_disk_is_full_neither_a_file_nor_a_descriptor_is_left() {
        onFileSystem("tmpfs", "size=64k", this::createInVain);
    }

    /// The file system of message queues has no files without a name, and its files cannot be
    /// written.
    @Test
    @Tag("netns")
    void nor_is_one_left_where_files_cannot_be_nameless() {
        onFileSystem("mqueue", "", this::createInVain);
    }

    @Test
    @Tag("netns")
    void a_file_that_cannot_be_replaced_stays_as_it_was() {
        onFileSystem(
                "tmpfs",
                "size=64k",
                () -> {
                    Path file = folder.resolve("file");
                    Files.writeString(file, "whole");
                    assertThatThrownBy(() -> WholeFile.replace(file, MUCH))
                            .isInstanceOf(IOException.class);
                    assertThat(file).hasContent("whole");
                    Files.delete(file);
                    return nothingIsLeft();
                });
    }

    @Test
    @Tag("netns")
    void content_that_does_not_fit_leaves_what_was_there() {
        onFileSystem("tmpfs", "size=64k", this::fillInVain);
    }

    @Test
    @Tag("netns")
    void nor_does_it_where_files_cannot_be_nameless() {
        onFileSystem("mqueue", "", this::fillInVain);
    }

    private boolean fillInVain() {
        assertThatThrownBy(
                        () ->
                                WholeFile.replace(
                                        folder.resolve("file"), draft -> Files.write(draft, MUCH)))
                .isInstanceOf(IOException.class);
        return nothingIsLeft();
    }

    @Test
    void a_file_is_replaced_when_its_content_is_whole_and_a_link_to_it_stays() throws Exception {
        Path file = folder.resolve("file");
        WholeFile.replace(
                file,
                draft -> {
                    Files.writeString(draft, "one");
                    assertThat(file).doesNotExist();
                });
        assertThat(file).hasContent("one");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        WholeFile.replace(
                link,
                draft -> {
                    Files.writeString(draft, "two");
                    assertThat(file).hasContent("one");
                });
        assertThat(file).hasContent("two");
        assertThat(link).isSymbolicLink();
        assertThatThrownBy(
                        () ->
                                WholeFile.replace(
                                        file,
                                        draft -> {
                                            Files.writeString(draft, "three");
                                            throw new IOException("no more");
                                        }))
                .hasMessage("no more");
        assertThat(file).hasContent("two");
        WholeFile.replace(Path.of("/dev/null"), draft -> Files.writeString(draft, "all"));
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(file, link);
        }
        assertThat(descriptorsOn(folder)).isZero();
    }

    private boolean createInVain() {
        assertThatThrownBy(() -> WholeFile.create(folder.resolve("file"), MUCH))
                .isInstanceOf(IOException.class);
        return nothingIsLeft();
    }

    private boolean nothingIsLeft() {
        assertThat(folder).isEmptyDirectory();
        assertThat(descriptorsOn(folder)).isZero();
        return true;
    }

    private static long descriptorsOn(Path folder) {
        return NetnsTests.descriptors().stream()
                .filter(to -> to.startsWith(folder.toString()))
                .count();
    }

    /// Runs `test` with a file system mounted on the test's folder; the rest of the machine does
    /// not see it.
    private void onFileSystem(String type, String options, Callable<Boolean> test) {
        NetnsTests.assume();
        OwnThread.call(
                "mounted",
                () -> {
                    MountNamespace.enterNew("test on a " + type);
                    SysException.check(LibC.get().unshare(CLONE_NEWIPC), "unshare(CLONE_NEWIPC)");
                    int mounted;
                    try (Arena arena = Arena.ofConfined()) {
                        mounted =
                                LibC.get()
                                        .mount(
                                                type,
                                                folder.toString(),
                                                type,
                                                0,
                                                arena.allocateFrom(options));
                    }
                    Assumptions.assumeTrue(mounted >= 0, "skipped: no " + type + " here");
                    return test.call();
                });
    }
}
