package org.flowlab.lab.runtime.docker;

import java.util.Map;

/// The labels by which containers of labs are known.
final class Labels {
    static final String LAB = "org.flowlab.lab";
    static final String NODE = "org.flowlab.node";
    static final String CONTROLLER = "org.flowlab.controller";

    private Labels() {}

    static Map<String, String> of(String lab, String node, ControllerId controller) {
        return Map.of(LAB, lab, NODE, node, CONTROLLER, controller.toString());
    }
}
