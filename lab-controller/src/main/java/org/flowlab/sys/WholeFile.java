package org.flowlab.sys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.flowlab.sys.libc.Constants;
import org.flowlab.sys.libc.FileDescriptor;
import org.flowlab.sys.libc.LibC;

/// Writes files that appear complete or not at all, even if this process is killed. A file has no
/// name until it is complete, and the kernel removes a file without a name when its process ends.
///
/// If the file system does not support files without a name, a new file is incomplete for a moment.
public final class WholeFile {
    private WholeFile() {}

    /// Makes a file that does not exist yet.
    ///
    /// @param beginning the file's first bytes
    /// @return the file, open for writing after those bytes
    /// @throws java.nio.file.FileAlreadyExistsException if the file exists
    public static FileChannel create(Path file, byte[] beginning) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        int flags = Constants.O_TMPFILE | Constants.O_RDWR | Constants.O_CLOEXEC;
        int number = LibC.get().open(String.valueOf(folder), flags, 0666);
        if (number >= 0) {
            try (FileDescriptor nameless = new FileDescriptor(number, "nameless file")) {
                String path = "/proc/self/fd/" + nameless.fd();
                FileChannel channel = FileChannel.open(Path.of(path), StandardOpenOption.WRITE);
                writeOrClose(channel, beginning);
                if (link(path, file)) {
                    return channel;
                }
                channel.close();
            }
        }
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            writeOrClose(channel, beginning);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return channel;
    }

    /// Replaces a file's content in one step: a reader sees either the old or the new content. For
    /// a moment there is a second, complete file whose name ends in `.tmp`.
    public static void replace(Path file, byte[] whole) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(draft);
        create(draft, whole).close();
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Writes a file's content.
    @FunctionalInterface
    public interface Content {
        /// Writes the content.
        ///
        /// @param draft the path to write to; it is not the file's own path
        void write(Path draft) throws IOException;
    }

    /// Replaces a file by what `content` writes, or makes that file. If that fails, for example on
    /// a full disk, the old file stays. A symbolic link is followed. A terminal, a pipe or anything
    /// else that is not a regular file is written to directly.
    ///
    /// @throws java.nio.file.FileSystemException if the file system refuses the file
    public static void replace(Path file, Content content) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            content.write(file);
            return;
        }
        Path real = Files.exists(file) ? file.toRealPath() : file;
        Path folder = real.toAbsolutePath().getParent();
        String mine = "." + real.getFileName() + "." + ProcessHandle.current().pid() + ".tmp";
        Path draft = real.resolveSibling(mine);
        int flags = Constants.O_TMPFILE | Constants.O_RDWR | Constants.O_CLOEXEC;
        int number = LibC.get().open(String.valueOf(folder), flags, 0666);
        if (number >= 0) {
            try (FileDescriptor nameless = new FileDescriptor(number, "nameless file")) {
                String path = "/proc/self/fd/" + nameless.fd();
                content.write(Path.of(path));
                copyPermissions(real, Path.of(path));
                if ((!Files.exists(real) && link(path, real)) || moved(path, draft, real)) {
                    return;
                }
            }
        }
        try {
            content.write(draft);
            copyPermissions(real, draft);
            Files.move(draft, real, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(draft);
            throw e;
        }
    }

    private static void copyPermissions(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
        }
    }

    private static boolean moved(String nameless, Path draft, Path to) throws IOException {
        if (!link(nameless, draft)) {
            return false;
        }
        Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    private static boolean link(String from, Path to) {
        int at = Constants.AT_FDCWD;
        String path = to.toAbsolutePath().toString();
        return LibC.get().linkat(at, from, at, path, Constants.AT_SYMLINK_FOLLOW) >= 0;
    }

    /// Writes all bytes.
    ///
    /// @throws IOException for example if the disk is full; then the channel is closed
    private static void writeOrClose(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
