package org.flowlab.lab;

/// A node did not do what it was told, or did not start.
public final class NodeFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    NodeFailure(String node, String what) {
        super("node \"" + node + "\": " + what);
    }
}
