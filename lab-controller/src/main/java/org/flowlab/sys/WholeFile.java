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

/// Files that appear under their name with all that they hold, or not at all, whenever this process
/// is killed: they are nameless until then, and what is nameless the kernel takes away.
///
/// Where a file system knows no nameless files, one is empty for a moment.
public final class WholeFile {
    private WholeFile() {}

    /// Makes a file that does not exist yet.
    ///
    /// @return the file, open behind those bytes
    /// @throws java.nio.file.FileAlreadyExistsException if there is one
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

    /// Puts other bytes in a file's place, which others see at one moment. Between two system calls
    /// there is a second file, whole, of that name and `.tmp`.
    public static void replace(Path file, byte[] whole) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(draft);
        create(draft, whole).close();
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Writes a file's content.
    @FunctionalInterface
    public interface Content {
        /// @param draft the path to write to; it is not the file's own
        void write(Path draft) throws IOException;
    }

    /// Puts what `content` writes in a file's place, or makes that file. If that fails, as on a
    /// full disk, what was there stays. A symbolic link is followed; what is not a regular file, as
    /// a terminal or a pipe, is written to as it is.
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

    /// @throws IOException as where the disk is full; the channel is closed then
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
