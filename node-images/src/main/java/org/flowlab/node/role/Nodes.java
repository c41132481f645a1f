package org.flowlab.node.role;

import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.NodeSpec;

/// Starts nodes.
public final class Nodes {
    private Nodes() {}

    /// Starts a node. Its first event is [Event.Ready] or [Event.Failed] with id 0.
    ///
    /// @param threads makes the node's threads; the sockets that they create belong to the network
    ///   namespace in which they run
    /// @param events called from the node's threads; must not block
    /// @throws IllegalArgumentException if the specification is invalid
    public static Node start(NodeSpec spec, ThreadFactory threads, Consumer<Event> events) {
        if (spec.name().isEmpty()) {
            throw new IllegalArgumentException("a node needs a name");
        }
        LoopNode node =
                switch (spec.role()) {
                    case CLIENT -> new ClientNode(spec, threads, events);
                    case PROXY -> new ProxyNode(spec, threads, events);
                    case ORIGIN -> new OriginNode(spec, threads, events);
                };
        node.start();
        return node;
    }
}
