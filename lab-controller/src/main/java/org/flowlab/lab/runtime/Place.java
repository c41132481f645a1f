package org.flowlab.lab.runtime;

import org.flowlab.node.spec.NodeSpec;
import org.flowlab.sys.Namespace;

/// Where a node is going to run: a network namespace without links. The lab puts the node's links
/// into it, and then the node starts. Thread-safe.
public interface Place extends AutoCloseable {
    Namespace namespace();

    /// Starts the node, whose links are up. May be called once.
    ///
    /// @param listener is told what the node says, first [org.flowlab.node.spec.Event.Ready] or
    ///   [org.flowlab.node.spec.Event.Failed] with id 0, and when it ends
    HostedNode start(NodeSpec spec, HostedNodeListener listener);

    /// Gives the place up, with everything that still runs in it. A second call does nothing.
    @Override
    void close();
}
