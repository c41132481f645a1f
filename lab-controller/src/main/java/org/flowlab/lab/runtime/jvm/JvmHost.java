package org.flowlab.lab.runtime.jvm;

import java.util.function.Consumer;
import org.flowlab.lab.runtime.HostedNode;
import org.flowlab.lab.runtime.NodeHost;
import org.flowlab.node.role.Node;
import org.flowlab.node.role.Nodes;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.sys.Namespace;

/// Runs nodes in this JVM: a node is an event loop whose thread, and so every socket, lives in the
/// node's namespace.
public final class JvmHost implements NodeHost {
    @Override
    public HostedNode start(NodeSpec spec, Namespace namespace, Consumer<Event> events) {
        Node node = Nodes.start(spec, namespace.threads("node-" + spec.name()), events);
        return new HostedNode() {
            @Override
            public void command(Command command) {
                node.command(command);
            }

            @Override
            public void close() {
                node.close();
            }
        };
    }
}
