package org.flowlab.lab.runtime.docker;

import org.flowlab.lab.runtime.HostedNode;
import org.flowlab.lab.runtime.HostedNodeListener;
import org.flowlab.lab.runtime.Place;
import org.flowlab.lab.runtime.RemoteNode;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.sys.Namespace;

/// A container whose program waits for its specification.
record DockerPlace(NodeContainer container, Namespace namespace, RemoteNode.Patience patience)
        implements Place {
    @Override
    public HostedNode start(NodeSpec spec, HostedNodeListener listener) {
        container.started();
        return RemoteNode.start(spec, container, patience, listener);
    }

    @Override
    public void close() {
        try (namespace) {
            container.close();
        }
    }
}
