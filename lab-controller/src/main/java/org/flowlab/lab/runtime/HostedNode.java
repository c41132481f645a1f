package org.flowlab.lab.runtime;

import org.flowlab.node.spec.Command;

/// A running node, as its [NodeHost] controls it. Thread-safe.
public interface HostedNode extends AutoCloseable {
    /// Sends the node a command; the answer arrives as an event. Never blocks.
    void command(Command command);

    /// Ends the node and waits until it has ended. A second call does nothing.
    @Override
    void close();
}
