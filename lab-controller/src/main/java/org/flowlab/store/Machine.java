package org.flowlab.store;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flowlab.sys.NodeSettings;
import org.flowlab.sys.Sysctls;

/// Describes the machine and the versions with which a measurement is made.
public final class Machine {
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
        machine.put("node_settings", nodeSettings());
        return machine;
    }

    /// The kernel settings that all nodes have in common, by their names. Settings that this kernel
    /// does not have are left out. Differences of routers, and by a node's `tcp`, are not included.
    private static Map<String, String> nodeSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        NodeSettings.ofNodes()
                .forEach(
                        (name, value) -> {
                            if (Sysctls.read(name).isPresent()) {
                                settings.put(name, value);
                            }
                        });
        return settings;
    }

    /// The mean number of tasks that ran or waited for a core in the last minute; negative if it is
    /// not known.
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
