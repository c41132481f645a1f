package org.flowlab.lab.runtime.jvm;

import org.flowlab.lab.runtime.HostedNode;
import org.flowlab.lab.runtime.HostedNodeListener;
import org.flowlab.lab.runtime.Place;
import org.flowlab.node.role.Node;
import org.flowlab.node.role.Nodes;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.sys.Namespace;

/// A namespace for a node of this JVM. The node ends only when it is closed.
record JvmPlace(Namespace namespace) implements Place {
    @Override
    public HostedNode start(NodeSpec spec, HostedNodeListener listener) {
        Node node = Nodes.start(spec, namespace.threads("node-" + spec.name()), listener::said);
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

    @Override
    public void close() {
        namespace.close();
    }
}
