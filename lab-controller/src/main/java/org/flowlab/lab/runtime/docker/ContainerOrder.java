package org.flowlab.lab.runtime.docker;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import java.util.List;
import java.util.Map;

/// What a container of a lab may do and use: as little as its program needs.
final class ContainerOrder {
    /// Not root, and nobody of the machine.
    static final String USER = "10001:10001";

    private static final long MIB = 1 << 20;
    private static final long MOST_PROCESSES = 256;
    private static final String NO_NETWORK = "none";

    /// Ports below 1024 are anybody's in the container's own network namespace.
    private static final Map<String, String> SYSCTLS =
            Map.of("net.ipv4.ip_unprivileged_port_start", "0");

    private ContainerOrder() {}

    /// The settings of a container with a namespace of its own and a node's program.
    ///
    /// @param memoryMib the most memory that it may use
    static HostConfig ofNode(long memoryMib) {
        return ofAny(memoryMib)
                .withNetworkMode(NO_NETWORK)
                .withSysctls(SYSCTLS)
                .withInit(true)
                .withReadonlyRootfs(true)
                .withTmpFs(Map.of("/tmp", "rw,noexec,nosuid,nodev,size=16m"))
                .withCapDrop(Capability.ALL);
    }

    private static HostConfig ofAny(long memoryMib) {
        return HostConfig.newHostConfig()
                .withAutoRemove(true)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withPidsLimit(MOST_PROCESSES)
                .withMemory(memoryMib * MIB)
                .withMemorySwap(memoryMib * MIB) // with that, none
                .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE));
    }
}
