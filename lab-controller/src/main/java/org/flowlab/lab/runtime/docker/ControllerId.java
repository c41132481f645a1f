package org.flowlab.lab.runtime.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The name of a controller's process, unique over time and machines: containers carry it in a
/// label. From it, another controller finds out whether that process still lives.
///
/// @param system the boot and the PID namespace, in which `pid` counts
/// @param pid the process
/// @param start when it started, in clock ticks since the boot
/// @param more a random number: `system` may repeat in copies of a machine
record ControllerId(String system, long pid, String start, String more) {
    private static final Pattern TEXT =
            Pattern.compile(
                    "(?<system>[^.]+)\\.(?<pid>\\d{1,10})\\.(?<start>\\d+)\\.(?<more>\\w+)");
    private static final Pattern AFTER_NAME = Pattern.compile(".*\\) ", Pattern.DOTALL);

    /// The place of `starttime` among the fields of /proc/PID/stat (proc(5)) after the name.
    private static final int START_TIME = 19;

    private static final int RANDOM_DIGITS = 8;

    /// What is known of a controller from its name.
    enum State {
        LIVES,
        ENDED,
        /// It ran in another PID namespace or before the last boot, or is no controller of this
        /// version.
        UNKNOWN
    }

    static ControllerId ofThisProcess() {
        long pid = ProcessHandle.current().pid();
        String start = startOf(pid);
        return new ControllerId(
                thisSystem(),
                pid,
                start == null ? "0" : start,
                UUID.randomUUID().toString().substring(0, RANDOM_DIGITS));
    }

    /// Whether the controller of that name lives.
    static State stateOf(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches() || !m.group("system").equals(thisSystem())) {
            return State.UNKNOWN;
        }
        return m.group("start").equals(startOf(Long.parseLong(m.group("pid"))))
                ? State.LIVES
                : State.ENDED;
    }

    private static String thisSystem() {
        try {
            String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
            String namespace = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return boot.substring(0, RANDOM_DIGITS) + "-" + namespace.replaceAll("\\D", "");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static @Nullable String startOf(long pid) {
        try {
            byte[] stat = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "stat"));
            String fields =
                    AFTER_NAME
                            .matcher(new String(stat, StandardCharsets.ISO_8859_1))
                            .replaceFirst("");
            return fields.split(" ", -1)[START_TIME];
        } catch (IOException e) {
            return null; // there is no such process
        }
    }

    @Override
    public String toString() {
        return system + "." + pid + "." + start + "." + more;
    }
}
