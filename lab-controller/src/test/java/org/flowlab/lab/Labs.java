package org.flowlab.lab;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flowlab.sys.Namespace;
import org.flowlab.sys.UnsupportedMachineException;
import org.flowlab.topology.Topologies;
import org.flowlab.topology.Topology;
import org.junit.jupiter.api.Assumptions;

/// What tests that bring whole labs up share.
public final class Labs {
    private Labs() {}

    /// Skips the test where this process may not make namespaces.
    public static void assume() {
        try {
            Namespace.create("probe").close();
        } catch (UnsupportedMachineException e) {
            Assumptions.assumeTrue(false, "skipped: " + e.getMessage());
        }
    }

    /// Skips the test where a program is missing.
    public static void assumeProgram(String name) {
        boolean found = false;
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            found |= Files.isExecutable(Path.of(folder, name));
        }
        Assumptions.assumeTrue(found, "skipped: " + name + " is not installed");
    }

    public static Topology topology(String yaml) {
        return Topologies.parse("test.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    /// A client, a proxy and an origin, and a way for the client past the proxy; all links alike.
    ///
    /// @param tc `{delay: 1ms}`
    public static Topology triangle(String tc) {
        return topology(
                """
                name: triangle
                topology:
                  nodes:
                    client: {kind: client}
                    proxy:  {kind: proxy}
                    origin: {kind: origin}
                  links:
                    - {endpoints: ["client:eth0", "proxy:eth0"], tc: %1$s}
                    - {endpoints: ["proxy:eth1", "origin:eth0"], tc: %1$s}
                    - {endpoints: ["client:eth1", "origin:eth1"], tc: %1$s}
                """
                        .formatted(tc));
    }

    /// A client and an origin of ours, and a host called `guest` that runs `exec`.
    static Topology withHost(String exec) {
        return withHost(exec, "env: {GREETING: hello}");
    }

    /// @param more of the host: `role: proxy`
    static Topology withHost(String exec, String more) {
        return topology(
                """
                name: hosted
                topology:
                  nodes:
                    client: {kind: client}
                    origin: {kind: origin}
                    guest:
                      kind: host
                      exec: %s
                      %s
                  links:
                    - {endpoints: ["client:eth0", "origin:eth0"], tc: {delay: 1ms}}
                    - {endpoints: ["guest:eth0", "origin:eth1"], tc: {delay: 1ms}}
                """
                        .formatted(exec, more));
    }
}
