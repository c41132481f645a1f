package org.flowlab.lab.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flowlab.sys.Owner;
import org.jspecify.annotations.Nullable;

/// The privileges of users' programs: the capabilities that networking in their namespace needs. A
/// program cannot gain others, not even through a set-user-ID program. If the lab was called
/// through sudo(8), programs run as the calling user.
///
/// @param user null for the lab's own
/// @param home of that user; null if it is not known
/// @param userName null if it is not known
/// @param capabilities in setpriv(1)'s words
/// @param bounded whether the bounding set can be limited, which needs CAP_SETPCAP
record Privileges(
        @Nullable Owner user,
        @Nullable String home,
        @Nullable String userName,
        List<String> capabilities,
        boolean bounded) {
    private static final int CAP_SETPCAP = 8;

    /// By their numbers in capabilities(7): ports below 1024; interfaces, routes and filters; ping
    /// and captures.
    private static final Map<Integer, String> NETWORKING =
            new LinkedHashMap<>(Map.of(10, "net_bind_service", 12, "net_admin", 13, "net_raw"));

    /// The privileges of programs that this process starts.
    static Privileges ofThisProcess() {
        return of(System.getenv());
    }

    /// @param environment with `SUDO_UID` and `SUDO_GID`, if sudo(8) started the lab
    static Privileges of(Map<String, String> environment) {
        List<String> status = lines("/proc/self/status");
        long effective = Long.parseUnsignedLong(field(status, "CapEff").orElse("0"), 16);
        boolean isRoot = field(status, "Uid").orElse("").matches("\\d+\\s+0\\s.*");
        List<String> capabilities =
                NETWORKING.entrySet().stream()
                        .filter(e -> (effective >> e.getKey() & 1) != 0)
                        .map(Map.Entry::getValue)
                        .sorted()
                        .toList();
        Owner user = isRoot ? caller(environment) : null;
        String[] entry = user == null ? new String[0] : passwd(user.uid());
        return new Privileges(
                user,
                entry.length > 5 ? entry[5] : null,
                entry.length > 5 ? entry[0] : null,
                capabilities,
                (effective >> CAP_SETPCAP & 1) != 0);
    }

    private static @Nullable Owner caller(Map<String, String> environment) {
        Optional<Integer> uid = id(environment.get("SUDO_UID"), "/proc/self/uid_map");
        Optional<Integer> gid = id(environment.get("SUDO_GID"), "/proc/self/gid_map");
        return uid.isPresent() && gid.isPresent() && uid.get() != 0
                ? new Owner(uid.get(), gid.get())
                : null;
    }

    /// The number, if there is such a user or group in this user namespace.
    private static Optional<Integer> id(@Nullable String text, String map) {
        if (text == null || !text.matches("\\d{1,9}")) {
            return Optional.empty();
        }
        int id = Integer.parseInt(text);
        boolean mapped =
                lines(map).stream()
                        .map(line -> line.strip().split("\\s+", -1))
                        .anyMatch(
                                range -> {
                                    long first = Long.parseLong(range[0]);
                                    return id >= first && id - first < Long.parseLong(range[2]);
                                });
        return mapped ? Optional.of(id) : Optional.empty();
    }

    private static Optional<String> field(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    /// The fields of the user's line in `/etc/passwd`; empty if there is none.
    private static String[] passwd(int uid) {
        return lines("/etc/passwd").stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > 5 && fields[2].equals(Integer.toString(uid)))
                .findFirst()
                .orElse(new String[0]);
    }

    private static List<String> lines(String file) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            return List.of();
        }
    }

    /// The options for setpriv(1). A change of user clears the signal that a process gets when its
    /// parent dies, so that is set again.
    List<String> options() {
        String list = "-all" + String.join("", capabilities.stream().map(c -> ",+" + c).toList());
        List<String> options = new ArrayList<>();
        if (user != null) {
            options.addAll(List.of("--reuid", "" + user.uid(), "--regid", "" + user.gid()));
            options.add(userName != null ? "--init-groups" : "--clear-groups");
        }
        options.addAll(List.of("--no-new-privs", "--inh-caps", list, "--ambient-caps", list));
        if (bounded) {
            options.addAll(List.of("--bounding-set", list));
        }
        options.addAll(List.of("--pdeathsig", "KILL", "--"));
        return options;
    }

    /// Environment variables that name the user.
    Map<String, String> environment() {
        if (home == null || userName == null) {
            return Map.of();
        }
        return Map.of("HOME", home, "USER", userName, "LOGNAME", userName);
    }
}
