package org.flowlab.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flowlab.sys.libc.Constants;
import org.flowlab.sys.libc.Errno;
import org.flowlab.sys.libc.FileDescriptor;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.SysException;
import org.jspecify.annotations.Nullable;

/// Reads and writes settings of the kernel in the calling thread's network namespace.
public final class Sysctls {
    /// The settings of the wire's namespace.
    private static final Map<String, String> FABRIC = Map.of("net.ipv6.conf.all.disable_ipv6", "1");

    private static final String ROUTE_FLUSH = "net.ipv4.route.flush";

    private static final int MOST_BYTES = 4096;

    private Sysctls() {}

    static Map<String, String> fabric() {
        return FABRIC;
    }

    /// Whether this kernel supports IPv6 at all.
    static boolean hasIpv6() {
        return Files.exists(Path.of("/proc/sys/net/ipv6"));
    }

    /// Reads the values of settings in the calling thread's namespace. Settings that this kernel
    /// does not have are left out.
    static Map<String, String> read(Collection<String> keys) {
        Map<String, String> values = new HashMap<>();
        Map<String, Integer> folders = new HashMap<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(MOST_BYTES);
            for (String key : keys) {
                String path = path(key);
                int name = path.lastIndexOf('/') + 1;
                // The kernel takes longer to find a file by its whole path than to read it.
                int folder = folders.computeIfAbsent(path.substring(0, name), Sysctls::openFolder);
                String value = folder < 0 ? null : read(folder, path.substring(name), buffer);
                if (value != null) {
                    values.put(key, value);
                }
            }
        } finally {
            folders.values().stream().filter(fd -> fd >= 0).forEach(LibC.get()::close);
        }
        return values;
    }

    private static int openFolder(String path) {
        int flags = Constants.O_DIRECTORY | Constants.O_CLOEXEC;
        return unlessExhausted(LibC.get().open(path, flags, 0), path);
    }

    /// Returns `fd`. A machine that has no room for one more file is not taken for a kernel that
    /// does not have the setting.
    private static int unlessExhausted(int fd, String name) {
        boolean exhausted = fd == -Errno.EMFILE || fd == -Errno.ENFILE || fd == -Errno.ENOMEM;
        return exhausted ? SysException.check(fd, "read setting " + name + ": open") : fd;
    }

    /// Reads one setting, without java.nio.file, which would take several times as long.
    private static @Nullable String read(int folder, String name, MemorySegment buffer) {
        int fd = unlessExhausted(LibC.get().openat(folder, name, Constants.O_CLOEXEC, 0), name);
        if (fd < 0) {
            return null;
        }
        try (FileDescriptor file = new FileDescriptor(fd, name)) {
            // One read for the whole value: the kernel gives a second one nothing.
            long length = LibC.get().read(file.fd(), buffer, MOST_BYTES);
            return length < 0
                    ? null
                    : words(
                            new String(
                                    buffer.asSlice(0, length).toArray(JAVA_BYTE),
                                    StandardCharsets.US_ASCII));
        }
    }

    private static String words(String value) {
        String stripped = value.strip();
        return stripped.indexOf('\t') < 0 ? stripped : stripped.replace('\t', ' ');
    }

    /// Returns the settings of `wanted` that have another value in `current`.
    static Map<String, String> differing(Map<String, String> wanted, Map<String, String> current) {
        Map<String, String> differing = new LinkedHashMap<>();
        wanted.forEach(
                (key, value) -> {
                    String is = current.get(key);
                    if (is != null && !is.equals(value)) {
                        differing.put(key, value);
                    }
                });
        return differing;
    }

    /// Reads a setting in the calling thread's namespace, with one space between numbers. The
    /// result is empty if this kernel does not have the setting, or this process may not read it.
    ///
    /// @param key the setting's name, for example `net.ipv4.tcp_rmem`
    public static Optional<String> read(String key) {
        return Optional.ofNullable(read(List.of(key)).get(key));
    }

    /// Writes settings in the calling thread's namespace.
    ///
    /// @param node the node's name, for errors
    static void write(Map<String, String> settings, String node) {
        settings.forEach((key, value) -> write(key, value, node));
    }

    static void write(String key, String value, String node) {
        String what = "set " + key + " = " + value + " for " + node + ": ";
        try (FileDescriptor file = open(path(key), what);
                Arena arena = Arena.ofConfined()) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            MemorySegment text = arena.allocateFrom(JAVA_BYTE, bytes);
            SysException.check(LibC.get().write(file.fd(), text, bytes.length), what + "write");
        }
    }

    private static FileDescriptor open(String path, String what) {
        int flags = Constants.O_WRONLY | Constants.O_CLOEXEC;
        int fd = LibC.get().open(path, flags, 0);
        if (fd == -Errno.EROFS) {
            try {
                MountNamespace.uncoverProcSys();
            } catch (SysException e) {
                throw new UnsupportedMachineException(
                        what + "open",
                        Errno.EROFS,
                        "/proc/sys is mounted read-only, as in containers: start the container with"
                                + " --security-opt systempaths=unconfined");
            }
            fd = LibC.get().open(path, flags, 0);
        }
        return new FileDescriptor(fd, what + "open");
    }

    /// Deletes the exceptions of routes in the calling thread's namespace: path MTUs and redirects.
    ///
    /// @return false if they stay, because this kernel does not let a user namespace delete them
    static boolean flushRoutes(String node) {
        if (!Files.exists(Path.of(path(ROUTE_FLUSH)))) {
            return false;
        }
        write(ROUTE_FLUSH, "1", node);
        return true;
    }

    /// Whether the calling thread's namespace forwards packets.
    static boolean forwards() {
        return read("net.ipv4.ip_forward").filter("1"::equals).isPresent();
    }

    private static String path(String key) {
        return "/proc/sys/" + key.replace('.', '/');
    }
}
