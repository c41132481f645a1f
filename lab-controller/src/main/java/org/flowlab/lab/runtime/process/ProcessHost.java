package org.flowlab.lab.runtime.process;

import java.util.List;
import java.util.stream.Stream;
import org.flowlab.lab.runtime.NodeHost;
import org.flowlab.lab.runtime.Place;
import org.flowlab.lab.runtime.RemoteNode;
import org.flowlab.sys.Namespace;

/// Runs each node as a process: the node's program in a JVM of its own, which lives in the node's
/// namespace and ends with this process, in whatever way this one ends.
public final class ProcessHost implements NodeHost {
    private final List<String> command;
    private final RemoteNode.Patience patience;

    public ProcessHost() {
        this(JavaCommand.ofNode(), RemoteNode.Patience.usual());
    }

    /// @param command the program that is started as a node
    ProcessHost(List<String> command, RemoteNode.Patience patience) {
        this.command = List.copyOf(command);
        this.patience = patience;
    }

    /// The node's name is an argument for people who list processes.
    private List<String> command(String lab, String node) {
        return Stream.concat(command.stream(), Stream.of(lab + "/" + node)).toList();
    }

    @Override
    public List<Place> place(String lab, List<String> nodes) {
        return Namespace.createAll(nodes).stream()
                .<Place>map(
                        namespace ->
                                new ProcessPlace(
                                        namespace, command(lab, namespace.name()), patience))
                .toList();
    }
}
