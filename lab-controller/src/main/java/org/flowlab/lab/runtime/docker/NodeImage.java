package org.flowlab.lab.runtime.docker;

import java.util.Map;
import org.flowlab.node.spec.Hello;

/// The image of the lab's own nodes.
final class NodeImage {
    private static final String VARIABLE = "LAB_NODE_IMAGE";

    private NodeImage() {}

    /// The image that the variable `LAB_NODE_IMAGE` names, or else the one of this version.
    static String of(Map<String, String> environment) {
        String named = environment.getOrDefault(VARIABLE, "");
        return named.isEmpty() ? "flowlab-node:" + Hello.ofThisBuild().build() : named;
    }
}
