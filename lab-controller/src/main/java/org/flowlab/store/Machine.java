package org.flowlab.store;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.sys.Sysctls;

/// What a measurement was made on and with.
public final class Machine {
    /// What shapes how long a flow takes.
    private static final List<String> TCP_SETTINGS =
            List.of(
                    "congestion_control",
                    "ecn",
                    "sack",
                    "timestamps",
                    "slow_start_after_idle",
                    "rmem",
                    "wmem");

    private Machine() {}

    /// Versions, kernel and processor, by name.
    public static Map<String, Object> facts() {
        Map<String, Object> machine = new LinkedHashMap<>();
        String version = Machine.class.getPackage().getImplementationVersion();
        machine.put("flowlab", version == null ? "unpackaged" : version);
        machine.put("commit", Commit.ofThis());
        machine.put("java", Runtime.version().toString());
        machine.put(
                "collectors",
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(GarbageCollectorMXBean::getName)
                        .toList());
        machine.put("kernel", System.getProperty("os.version"));
        machine.put("architecture", System.getProperty("os.arch"));
        machine.put("cpu", cpu());
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("tcp", tcp());
        return machine;
    }

    /// How this kernel's TCP is set up, which is how nodes begin: their namespaces inherit it.
    private static Map<String, String> tcp() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name : TCP_SETTINGS) {
            // A setting that this kernel does not have is left out.
            Sysctls.read("net.ipv4.tcp_" + name).ifPresent(value -> settings.put(name, value));
        }
        return settings;
    }

    /// How many tasks wanted a core in the last minute, on average; negative where nobody knows.
    public static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String cpu() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(l -> l.startsWith("model name"))
                    .map(l -> l.substring(l.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
