package org.flowlab.lab;

import java.nio.file.Path;
import org.flowlab.lab.runtime.NodeHost;
import org.flowlab.lab.runtime.jvm.JvmHost;
import org.flowlab.unit.Seed;

/// The options of a deployment.
///
/// @param seed of the wire's random decisions
/// @param host runs the client, proxy and origin nodes
/// @param folder in which each host node gets a folder for its output, key log and certificates
public record LabOptions(Seed seed, NodeHost host, Path folder) {
    /// Options for nodes in this JVM.
    public static LabOptions inJvm(Seed seed, Path folder) {
        return new LabOptions(seed, new JvmHost(), folder);
    }
}
