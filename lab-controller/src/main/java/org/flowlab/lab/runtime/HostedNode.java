package org.flowlab.lab.runtime;

import org.flowlab.node.spec.Command;

/// A node as its host runs it. Thread-safe.
public interface HostedNode extends AutoCloseable {
    /// Hands the node a command; its answer comes as an event. Never blocks.
    void command(Command command);

    /// Ends the node and waits for that. Does nothing the second time.
    @Override
    void close();
}
