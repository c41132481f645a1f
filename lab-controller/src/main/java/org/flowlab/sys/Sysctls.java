package org.flowlab.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flowlab.sys.libc.Constants;
import org.flowlab.sys.libc.Errno;
import org.flowlab.sys.libc.FileDescriptor;
import org.flowlab.sys.libc.LibC;
import org.flowlab.sys.libc.SysException;

/// Settings of the kernel, and those that a node's namespace needs so that its timing is its own.
public final class Sysctls {
    /// For each node, and the fabric.
    private static final Map<String, String> COMMON = new LinkedHashMap<>();

    private static final Map<String, String> ROUTER = new LinkedHashMap<>();

    static {
        // Before links appear: no router solicitations, duplicate address detection or multicast
        // reports on the wire. "all" sets "default" too.
        COMMON.put("net.ipv6.conf.all.disable_ipv6", "1");
        // Else a connection starts with what an earlier one to the same address learned.
        COMMON.put("net.ipv4.tcp_no_metrics_save", "1");
        // The way back may be another than the way there.
        COMMON.put("net.ipv4.conf.all.rp_filter", "0");
        COMMON.put("net.ipv4.conf.default.rp_filter", "0");
        ROUTER.put("net.ipv4.ip_forward", "1");
        ROUTER.put("net.ipv4.conf.all.send_redirects", "0");
        ROUTER.put("net.ipv4.conf.default.send_redirects", "0");
    }

    private static final String ROUTE_FLUSH = "net.ipv4.route.flush";

    private Sysctls() {}

    /// For every node.
    static Map<String, String> common() {
        return COMMON;
    }

    /// Further ones for a node that passes packets on.
    static Map<String, String> router() {
        return ROUTER;
    }

    /// Whether this kernel speaks IPv6 at all.
    static boolean hasIpv6() {
        return Files.exists(Path.of("/proc/sys/net/ipv6"));
    }

    /// Those of `wanted` that differ from what the calling thread's namespace has: every new
    /// namespace begins alike, so what one new one has need not be written in the others.
    static Map<String, String> differing(Map<String, String> wanted) {
        Map<String, String> differing = new LinkedHashMap<>();
        wanted.forEach(
                (key, value) -> {
                    // Not there: this kernel has no IPv6, for one, so there is nothing to set.
                    if (read(key).filter(is -> !is.equals(value)).isPresent()) {
                        differing.put(key, value);
                    }
                });
        return differing;
    }

    /// What a setting is in the calling thread's namespace, with one space between numbers; empty
    /// where this kernel has none of that name, or it may not be read.
    ///
    /// @param key such as `net.ipv4.tcp_rmem`
    public static Optional<String> read(String key) {
        // In one piece: a number is not told from its second digit on.
        byte[] text = new byte[4096];
        try (InputStream in = Files.newInputStream(path(key))) {
            int length = Math.max(0, in.read(text));
            String value = new String(text, 0, length, StandardCharsets.UTF_8);
            return Optional.of(value.strip().replaceAll("\\s+", " "));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Writes in the calling thread's namespace.
    static void write(Map<String, String> settings, String node) {
        settings.forEach((key, value) -> write(key, value, node));
    }

    private static void write(String key, String value, String node) {
        String what = "set " + key + " = " + value + " for " + node + ": ";
        try (FileDescriptor file = open(path(key).toString(), what);
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
                        "/proc/sys is mounted read-only, as in a container: start it with"
                                + " --security-opt systempaths=unconfined");
            }
            fd = LibC.get().open(path, flags, 0);
        }
        return new FileDescriptor(fd, what + "open");
    }

    /// Drops the routes' exceptions in the calling thread's namespace: path MTUs and redirects.
    /// Does nothing on a kernel that does not let a user namespace do so.
    static void flushRoutes(String node) {
        if (Files.exists(path(ROUTE_FLUSH))) {
            write(ROUTE_FLUSH, "1", node);
        }
    }

    private static Path path(String key) {
        return Path.of("/proc/sys/" + key.replace('.', '/'));
    }
}
