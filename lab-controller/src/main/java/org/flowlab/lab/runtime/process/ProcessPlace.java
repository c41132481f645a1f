package org.flowlab.lab.runtime.process;

import java.io.IOException;
import java.util.List;
import org.flowlab.lab.runtime.HostedNode;
import org.flowlab.lab.runtime.HostedNodeListener;
import org.flowlab.lab.runtime.Place;
import org.flowlab.lab.runtime.RemoteNode;
import org.flowlab.node.spec.Command;
import org.flowlab.node.spec.NodeSpec;
import org.flowlab.sys.Namespace;

/// A namespace for a node's process.
record ProcessPlace(Namespace namespace, List<String> command, RemoteNode.Patience patience)
        implements Place {
    ProcessPlace {
        command = List.copyOf(command);
    }

    @Override
    public HostedNode start(NodeSpec spec, HostedNodeListener listener) {
        LocalProcess process;
        try {
            process =
                    new LocalProcess(
                            spec.name(), namespace.start(new ProcessBuilder(command), null));
        } catch (IOException e) {
            listener.ended("its process cannot be started: " + e.getMessage());
            return new Unstarted();
        }
        return RemoteNode.start(spec, process, patience, listener);
    }

    /// The node was closed before, as whoever started it must.
    @Override
    public void close() {
        namespace.close();
    }

    private record Unstarted() implements HostedNode {
        @Override
        public void command(Command command) {}

        @Override
        public void close() {}
    }
}
