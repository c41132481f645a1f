package org.flowlab.node.role;

import org.flowlab.node.spec.Command;

/// A running node. Thread-safe.
public interface Node extends AutoCloseable {
    /// Takes a command; its answer arrives among the node's events. Never blocks.
    void command(Command command);

    /// Closes everything and waits until the node's threads have ended. A second call does nothing.
    @Override
    void close();
}
