package org.flowlab.lab.runtime.docker;

import java.util.Map;
import org.flowlab.node.spec.Hello;

/// The image of the lab's own nodes, and how much memory each may use.
record NodeImage(String name, long memoryMib) {
    private static final String NAME = "LAB_NODE_IMAGE";
    private static final String MEMORY = "LAB_NODE_MEMORY";

    /// The JVM takes a part of it for its heap.
    private static final long DEFAULT_MIB = 512;

    /// The image of this version, unless the variables `LAB_NODE_IMAGE` and `LAB_NODE_MEMORY` name
    /// others.
    ///
    /// @throws org.flowlab.sys.UnsupportedMachineException if one of them has no sense
    static NodeImage of(Map<String, String> environment) {
        String named = environment.getOrDefault(NAME, "");
        String memory = environment.getOrDefault(MEMORY, "");
        if (!memory.isEmpty() && !memory.matches("[1-9]\\d{0,6}")) {
            throw DockerWords.notANumber(MEMORY, memory);
        }
        return new NodeImage(
                named.isEmpty() ? "flowlab-node:" + Hello.ofThisBuild().build() : named,
                memory.isEmpty() ? DEFAULT_MIB : Long.parseLong(memory));
    }
}
