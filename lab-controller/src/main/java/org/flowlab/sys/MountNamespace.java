package org.flowlab.sys;

import static org.flowlab.sys.libc.Constants.CLONE_NEWNS;
import static org.flowlab.sys.libc.Constants.MNT_DETACH;
import static org.flowlab.sys.libc.Constants.MS_BIND;
import static org.flowlab.sys.libc.Constants.MS_NODEV;
import static org.flowlab.sys.libc.Constants.MS_NOSUID;
import static org.flowlab.sys.libc.Constants.MS_PRIVATE;
import static org.flowlab.sys.libc.Constants.MS_REC;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.SysException;
import org.jspecify.annotations.Nullable;

/// Gives the calling thread a mount namespace of its own: no other thread sees what is mounted
/// there. It ends with the thread and the processes that the thread started.
final class MountNamespace {
    private static final String NO_TYPE = "none";
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private MountNamespace() {}

    /// Moves the calling thread into a new mount namespace for good.
    ///
    /// @param why the purpose, for errors: `give node "a" its own /etc/hosts`
    static void enterNew(String why) {
        LibC libc = LibC.get();
        SysException.check(libc.unshare(CLONE_NEWNS), why + ": unshare(CLONE_NEWNS)");
        // Otherwise mounts would reach the machine's own mount namespace.
        SysException.check(
                libc.mount(NO_TYPE, "/", NO_TYPE, MS_REC | MS_PRIVATE, MemorySegment.NULL),
                why + ": mount --make-rprivate /");
    }

    /// Moves the calling thread into a new mount namespace in which `target` shows `source`.
    ///
    /// @param key the [BasicFileAttributes#fileKey] that `source` must have; null for any
    /// @throws UncheckedIOException if `source` has another key
    static void bind(Path source, @Nullable Object key, Path target, String why) {
        enterNew(why);
        SysException.check(
                LibC.get()
                        .mount(
                                source.toAbsolutePath().toString(),
                                target.toString(),
                                NO_TYPE,
                                MS_BIND,
                                MemorySegment.NULL),
                why + ": mount --bind " + source + " " + target);
        if (key != null && !key.equals(key(target))) {
            throw new UncheckedIOException(
                    new IOException(why + ": another program has replaced " + source));
        }
    }

    private static @Nullable Object key(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Gives the calling thread its own `/dev/shm`, so that what is left there ends with the mount
    /// namespace. The thread must be in a mount namespace of its own.
    static void coverSharedMemory(String why) {
        if (!Files.isDirectory(SHARED_MEMORY)) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            SysException.check(
                    LibC.get()
                            .mount(
                                    "tmpfs",
                                    SHARED_MEMORY.toString(),
                                    "tmpfs",
                                    MS_NOSUID | MS_NODEV,
                                    arena.allocateFrom("mode=1777")),
                    why + ": mount -t tmpfs " + SHARED_MEMORY);
        }
    }

    /// Removes the read-only mount with which containers cover /proc/sys, for the calling thread
    /// only.
    static void uncoverProcSys() {
        String why = "write below /proc/sys, which is mounted read-only";
        enterNew(why);
        SysException.check(LibC.get().umount2("/proc/sys", MNT_DETACH), why + ": umount /proc/sys");
    }
}
