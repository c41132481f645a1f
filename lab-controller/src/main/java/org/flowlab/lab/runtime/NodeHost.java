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
    /// @param events receives the node's events, first [Event.Ready] or [Event.Failed] with id 0;
    ///   it is called on the node's threads and must not block
    HostedNode start(NodeSpec spec, Namespace namespace, Consumer<Event> events);
}
