package org.flowlab.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// The rights of this process and the limits of the kernel, from /proc.
///
/// @param euid the calling thread's effective user id, as its user namespace numbers it
/// @param capabilities the calling thread's effective capabilities, as bits
/// @param unmapped whether the process is in a user namespace that has no mapping of ids
/// @param seccomp the seccomp mode: 0 off, 1 strict, 2 filter
/// @param container whether this looks like the inside of a container
/// @param sysctls the values of those settings below that this kernel has
record MachineFacts(
        long euid,
        long capabilities,
        boolean unmapped,
        int seccomp,
        boolean container,
        Map<String, Long> sysctls) {
    static final int CAP_NET_ADMIN = 12;
    static final int CAP_NET_RAW = 13;
    static final int CAP_SYS_ADMIN = 21;

    static final String MAX_USER_NAMESPACES = "user.max_user_namespaces";
    static final String MAX_NET_NAMESPACES = "user.max_net_namespaces";
    static final String UNPRIVILEGED_CLONE = "kernel.unprivileged_userns_clone";
    static final String APPARMOR_RESTRICTS = "kernel.apparmor_restrict_unprivileged_userns";

    boolean can(int capability) {
        return (capabilities >>> capability & 1) != 0;
    }

    OptionalLong sysctl(String name) {
        Long value = sysctls.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    static MachineFacts read() {
        Map<String, String> status =
                lines("/proc/thread-self/status").stream()
                        .map(line -> line.split(":\\s*", 2))
                        .filter(parts -> parts.length == 2)
                        .collect(Collectors.toMap(p -> p[0], p -> p[1].strip(), (a, b) -> a));
        String uids = status.getOrDefault("Uid", "");
        String[] uid = uids.split("\\s+", -1);
        Map<String, Long> sysctls = new LinkedHashMap<>();
        for (String name :
                new String[] {
                    MAX_USER_NAMESPACES, MAX_NET_NAMESPACES, UNPRIVILEGED_CLONE, APPARMOR_RESTRICTS
                }) {
            lines("/proc/sys/" + name.replace('.', '/')).stream()
                    .findFirst()
                    .ifPresent(v -> sysctls.put(name, number(v, 10)));
        }
        return new MachineFacts(
                uid.length > 1 ? number(uid[1], 10) : -1,
                number(status.getOrDefault("CapEff", "0"), 16),
                isEmpty("/proc/self/uid_map"),
                (int) number(status.getOrDefault("Seccomp", "0"), 10),
                Files.exists(Path.of("/.dockerenv")) || Files.exists(Path.of("/run/.containerenv")),
                sysctls);
    }

    /// Whether there is such a file and it is empty. Without /proc there is none, and nothing is
    /// known.
    private static boolean isEmpty(String path) {
        return Files.exists(Path.of(path)) && lines(path).isEmpty();
    }

    private static List<String> lines(String path) {
        try {
            return Files.readAllLines(Path.of(path));
        } catch (IOException e) {
            return List.of();
        }
    }

    private static long number(String text, int radix) {
        try {
            return Long.parseUnsignedLong(text.strip(), radix);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
