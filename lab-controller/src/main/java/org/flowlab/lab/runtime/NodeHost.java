package org.flowlab.lab.runtime;

import java.util.function.Consumer;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.sys.Namespace;

/// A way to run client, proxy and origin nodes.
@FunctionalInterface
public interface NodeHost {
    /// Starts a node in a network namespace whose links are up.
    ///
    /// @param events takes what the node says, first [Event.Ready] or [Event.Failed] with id 0;
    ///   called from threads of the node's, must not block
    HostedNode start(NodeSpec spec, Namespace namespace, Consumer<Event> events);
}
