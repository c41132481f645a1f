package org.flowlab.lab;

/// A node did not start, or did not carry out a command.
public final class NodeFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    NodeFailure(String node, String what) {
        super("node \"" + node + "\": " + what);
    }
}
