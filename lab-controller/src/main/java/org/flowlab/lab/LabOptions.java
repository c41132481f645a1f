package org.flowlab.lab;

import java.nio.file.Path;
import org.flowlab.lab.runtime.NodeHost;
import org.flowlab.lab.runtime.jvm.JvmHost;
import org.flowlab.unit.Seed;

/// How a lab is brought up.
///
/// @param seed what the wire's random decisions grow from
/// @param host runs the client, proxy and origin nodes
/// @param folder for what host nodes leave behind: output, key logs, the lab's CA
public record LabOptions(Seed seed, NodeHost host, Path folder) {
    /// Nodes in this JVM.
    public static LabOptions inJvm(Seed seed, Path folder) {
        return new LabOptions(seed, new JvmHost(), folder);
    }
}
