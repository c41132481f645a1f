package org.flowlab.sys;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.flowlab.sys.libc.Errno;

/// Explains why the kernel refused to make a namespace or a link, and what to do about it. Pure.
final class Diagnosis {
    /// The capabilities needed to make namespaces, make links in them, and receive frames from the
    /// links.
    private static final Map<String, Integer> NEEDED = new LinkedHashMap<>();

    static {
        NEEDED.put("CAP_SYS_ADMIN", MachineFacts.CAP_SYS_ADMIN);
        NEEDED.put("CAP_NET_ADMIN", MachineFacts.CAP_NET_ADMIN);
        NEEDED.put("CAP_NET_RAW", MachineFacts.CAP_NET_RAW);
    }

    private Diagnosis() {}

    /// Returns the reason and what to do, in one paragraph without a full stop at its end.
    static String remedy(int errno, MachineFacts facts) {
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES -> notPermitted(facts);
            case Errno.ENOSPC -> limitReached(facts);
            case Errno.EUSERS -> "user namespaces are nested too deeply: run from a plain shell";
            case Errno.EINVAL ->
                    "the kernel was built without network namespaces (CONFIG_NET_NS): use a"
                            + " distribution's kernel";
            case Errno.ENOSYS ->
                    "the kernel or a seccomp filter does not know this call: in a container, allow"
                            + " it in the seccomp profile";
            case Errno.EOPNOTSUPP, Errno.EAFNOSUPPORT, Errno.EPROTONOSUPPORT ->
                    "the kernel lacks a driver: as root run 'modprobe veth', or install the"
                            + " kernel's extra modules; if the kernel was updated, reboot first";
            case Errno.EMFILE -> "too many open files: raise the limit with 'ulimit -n 65536'";
            case Errno.ENOMEM, Errno.ENOBUFS ->
                    "the kernel has no memory left: use fewer nodes or more memory";
            default ->
                    "this error is unexpected: run as root to see whether a permission is missing";
        };
    }

    private static String limitReached(MachineFacts facts) {
        String name = MachineFacts.MAX_NET_NAMESPACES;
        OptionalLong limit = facts.sysctl(name);
        String value = limit.isPresent() ? " (" + limit.getAsLong() + ")" : "";
        return name
                + value
                + " is reached: as root run 'sysctl -w "
                + name
                + "=65536', or use fewer nodes";
    }

    private static String notPermitted(MachineFacts facts) {
        List<String> missing =
                NEEDED.entrySet().stream()
                        .filter(capability -> !facts.can(capability.getValue()))
                        .map(Map.Entry::getKey)
                        .toList();
        if (missing.isEmpty()) {
            return "this process has all capabilities that it needs, so a seccomp filter"
                    + (facts.seccomp() == 0 ? " or security module" : "")
                    + " forbids it: in a container, run with --security-opt seccomp=unconfined, or"
                    + " allow unshare and setns in its profile";
        }
        if (facts.unmapped()) {
            return "this process is in a user namespace without a mapping of ids"
                    + " (/proc/self/uid_map is empty), so it may do nothing there: start it outside"
                    + " of that namespace, or enter the namespace with 'unshare --user"
                    + " --map-root-user'";
        }
        if (facts.container() && facts.euid() == 0) {
            return "this container lacks "
                    + words(missing)
                    + ": start it with "
                    + missing.stream()
                            .map(name -> "--cap-add " + name.substring("CAP_".length()))
                            .collect(Collectors.joining(" "));
        }
        if (facts.euid() == 0) {
            return "this process is root without "
                    + words(missing)
                    + ": the program that started it dropped "
                    + (missing.size() == 1 ? "this capability" : "these capabilities")
                    + " and must keep "
                    + (missing.size() == 1 ? "it" : "them");
        }
        return "it needs CAP_SYS_ADMIN and CAP_NET_ADMIN: run as root, or let ordinary users make"
                + " user namespaces, which ./lab then uses: "
                + userNamespaces(facts);
    }

    private static String words(List<String> names) {
        return names.size() == 1
                ? names.getFirst()
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }

    private static String userNamespaces(MachineFacts facts) {
        if (facts.sysctl(MachineFacts.MAX_USER_NAMESPACES).orElse(1) == 0) {
            return "user.max_user_namespaces is 0 here, as root run 'sysctl -w"
                    + " user.max_user_namespaces=15000'";
        }
        if (facts.sysctl(MachineFacts.UNPRIVILEGED_CLONE).orElse(1) == 0) {
            return "kernel.unprivileged_userns_clone is 0 here, as root run 'sysctl -w"
                    + " kernel.unprivileged_userns_clone=1'";
        }
        if (facts.sysctl(MachineFacts.APPARMOR_RESTRICTS).orElse(0) == 1) {
            return "AppArmor restricts them here, as root run 'sysctl -w"
                    + " kernel.apparmor_restrict_unprivileged_userns=0'";
        }
        return "this machine seems to allow them, so start it through ./lab or 'unshare --user"
                + " --map-root-user'"
                + (facts.seccomp() != 0
                        ? "; a seccomp filter is on and may forbid it: a container needs --cap-add"
                                + " SYS_ADMIN --cap-add NET_ADMIN"
                        : "");
    }
}
