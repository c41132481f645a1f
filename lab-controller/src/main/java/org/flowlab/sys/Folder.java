package org.flowlab.sys;

import static org.flowlab.sys.libc.Constants.O_APPEND;
import static org.flowlab.sys.libc.Constants.O_CLOEXEC;
import static org.flowlab.sys.libc.Constants.O_CREAT;
import static org.flowlab.sys.libc.Constants.O_DIRECTORY;
import static org.flowlab.sys.libc.Constants.O_EXCL;
import static org.flowlab.sys.libc.Constants.O_NOFOLLOW;
import static org.flowlab.sys.libc.Constants.O_NONBLOCK;
import static org.flowlab.sys.libc.Constants.O_RDONLY;
import static org.flowlab.sys.libc.Constants.O_WRONLY;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import org.flowlab.sys.libc.Errno;
import org.flowlab.sys.libc.FileDescriptor;
import org.flowlab.sys.libc.LibC;
import org.jspecify.annotations.Nullable;

/// A directory, held by a file descriptor, in which another program may change anything. No call
/// follows a symbolic link in it, and no call waits for a file in it, such as a FIFO. Thread-safe.
public final class Folder implements AutoCloseable {
    /// How often a call tries again if another program takes the name that the call has freed.
    private static final int ATTEMPTS = 10;

    private static final Set<PosixFilePermission> OWNERS =
            Set.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private final FileDescriptor descriptor;
    private final Path path;

    private Folder(FileDescriptor descriptor, Path path) {
        this.descriptor = descriptor;
        this.path = path;
    }

    /// Opens the directory at `path`, and follows links to it, because a trusted user named it.
    public static Folder open(Path path) throws IOException {
        Path whole = path.toAbsolutePath();
        int fd = LibC.get().open(whole.toString(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
        return new Folder(descriptor(fd, whole), whole);
    }

    /// Reads the first bytes of a regular file, and follows links to it. Returns no bytes if there
    /// is no such file, or it cannot be read.
    public static byte[] beginning(Path file, int most) {
        int there = LibC.get().open(file.toString(), O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
        if (there < 0) {
            return new byte[0];
        }
        try (FileDescriptor held = new FileDescriptor(there, "open \"" + file + "\"")) {
            if (!Files.isRegularFile(byNumber(held))) {
                return new byte[0];
            }
            try (InputStream in = Files.newInputStream(byNumber(held))) {
                return in.readNBytes(most);
            }
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /// The directory's path when it was opened.
    public Path path() {
        return path;
    }

    /// Opens a directory in this one, and makes it if there is none. Anything else with its name is
    /// renamed. Its owner gets all rights to it, whatever its mode was.
    ///
    /// @param owner the owner of a directory that is made; null for this process's user
    public Folder folder(String name, @Nullable Owner owner) throws IOException {
        Path whole = path.resolve(name);
        boolean made = false;
        for (int attempt = 0; ; attempt++) {
            int fd =
                    LibC.get()
                            .openat(
                                    descriptor.fd(),
                                    name,
                                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
                                    0);
            if (fd >= 0) {
                FileDescriptor opened = descriptor(fd, whole);
                if (made) {
                    give(opened, owner);
                }
                openToOwner(opened);
                return new Folder(opened, whole);
            }
            made = false;
            if (attempt == ATTEMPTS) {
                throw failure(fd, whole);
            } else if (fd == -Errno.ENOENT) {
                int result = LibC.get().mkdirat(descriptor.fd(), name, 0755);
                if (result < 0 && result != -Errno.EEXIST) {
                    throw failure(result, whole);
                }
                made = result == 0;
            } else if (fd == -Errno.ENOTDIR || fd == -Errno.ELOOP) {
                moveAside(name);
            } else {
                throw failure(fd, whole);
            }
        }
    }

    /// Makes a new file. A file that had its name is removed; a directory is renamed.
    ///
    /// @param mode the mode as for open(2), for example `0644`
    /// @param owner the file's owner; null for this process's user
    /// @return the file's [BasicFileAttributes#fileKey]
    public Object write(String name, byte[] whole, int mode, @Nullable Owner owner)
            throws IOException {
        int fd = create(name, mode);
        try (FileDescriptor file = descriptor(fd, path.resolve(name))) {
            try (FileChannel channel = FileChannel.open(byNumber(file), StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(whole);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            give(file, owner);
            return Files.readAttributes(byNumber(file), BasicFileAttributes.class).fileKey();
        }
    }

    /// Opens a file to append to it. If there is no regular file with a single name, a new one is
    /// made.
    ///
    /// @param mode as for [#write]
    /// @param owner as for [#write]
    public FileChannel append(String name, int mode, @Nullable Owner owner) throws IOException {
        int flags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
        int there = LibC.get().openat(descriptor.fd(), name, flags, 0);
        if (there >= 0) {
            try (FileDescriptor file = descriptor(there, path.resolve(name))) {
                if (isPlain(file)) {
                    return appending(file);
                }
            }
        }
        try (FileDescriptor file = descriptor(create(name, mode), path.resolve(name))) {
            FileChannel channel = appending(file);
            give(file, owner);
            return channel;
        }
    }

    /// Opens a regular file with a single name to read it. Returns null if there is none.
    public @Nullable RandomAccessFile read(String name) throws IOException {
        int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
        int there = LibC.get().openat(descriptor.fd(), name, flags, 0);
        if (there < 0) {
            return null;
        }
        try (FileDescriptor file = descriptor(there, path.resolve(name))) {
            return isPlain(file) ? new RandomAccessFile(byNumber(file).toFile(), "r") : null;
        }
    }

    /// Removes what has this name, unless it is a regular file with a single name. A directory is
    /// renamed instead.
    public void clear(String name) throws IOException {
        try (RandomAccessFile file = read(name)) {
            if (file == null) {
                remove(name);
            }
        }
    }

    private static void openToOwner(FileDescriptor directory) throws IOException {
        Path same = byNumber(directory);
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(same);
        if (mode.addAll(OWNERS)) {
            Files.setPosixFilePermissions(same, mode);
        }
    }

    private int create(String name, int mode) throws IOException {
        int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
        for (int attempt = 0; ; attempt++) {
            int fd = LibC.get().openat(descriptor.fd(), name, flags, mode);
            if (fd >= 0) {
                return fd;
            } else if (fd != -Errno.EEXIST || attempt == ATTEMPTS) {
                throw failure(fd, path.resolve(name));
            }
            remove(name);
        }
    }

    /// Removes what has this name, or renames a directory. Reports no error: if the name is still
    /// taken, its next use fails.
    private void remove(String name) {
        if (LibC.get().unlinkat(descriptor.fd(), name, 0) == -Errno.EISDIR) {
            moveAside(name);
        }
    }

    private void moveAside(String name) {
        String other = name + ".replaced-" + Long.toHexString(System.nanoTime());
        LibC.get().renameat(descriptor.fd(), name, descriptor.fd(), other);
    }

    private static void give(FileDescriptor file, @Nullable Owner owner) {
        if (owner != null) {
            LibC.get().fchown(file.fd(), owner.uid(), owner.gid());
        }
    }

    private static boolean isPlain(FileDescriptor file) throws IOException {
        Map<String, Object> found =
                Files.readAttributes(byNumber(file), "unix:isRegularFile,nlink");
        return Boolean.TRUE.equals(found.get("isRegularFile"))
                && Integer.valueOf(1).equals(found.get("nlink"));
    }

    private static FileChannel appending(FileDescriptor file) throws IOException {
        return FileChannel.open(byNumber(file), StandardOpenOption.APPEND);
    }

    /// Returns a path to the very file that the descriptor holds, whatever has its name by now.
    private static Path byNumber(FileDescriptor file) {
        return Path.of("/proc/self/fd/" + file.fd());
    }

    private static FileDescriptor descriptor(int fd, Path path) throws IOException {
        if (fd < 0) {
            throw failure(fd, path);
        }
        return new FileDescriptor(fd, "open \"" + path + "\"");
    }

    private static IOException failure(int result, Path path) {
        return new FileSystemException(path.toString(), null, Errno.name(-result));
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
