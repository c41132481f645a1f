package org.flowlab.lab.program;

import java.util.List;
import java.util.Map;
import org.flowlab.node.spec.NodeSpec.Credentials;
import org.flowlab.unit.ByteCount;

/// What runs on a [HostNode], and what it is given.
///
/// @param node the node's name
/// @param command with its arguments
/// @param environment added to this process's and the lab's own
/// @param hosts addresses by name
/// @param credentials certificates that answer to the node's name
/// @param outputLimit the most that `output.log` keeps
public record Program(
        String node,
        List<String> command,
        Map<String, String> environment,
        Map<String, String> hosts,
        Credentials credentials,
        ByteCount outputLimit) {
    public Program {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        hosts = Map.copyOf(hosts);
    }
}
