package org.flowlab.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.flowlab.lab.runtime.NodeHost;
import org.flowlab.lab.runtime.docker.DockerHost;
import org.flowlab.lab.runtime.jvm.JvmHost;
import org.flowlab.lab.runtime.process.ProcessHost;
import org.flowlab.yaml.InputException;

/// The ways to run a lab's nodes, as users choose between them.
public enum HostKind {
    /// Nodes are event loops of this JVM.
    JVM,
    /// Each node is a JVM of its own, in a namespace that the lab made.
    PROCESS,
    /// Each node is a container.
    DOCKER;

    /// The name that users write, such as `jvm`.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The names of all, in the order in which they are listed for users.
    public static List<String> ids() {
        return Arrays.stream(values()).map(HostKind::id).toList();
    }

    /// @param where what the name was given to, for the message: `--host`
    /// @throws InputException if no way has this name
    public static HostKind of(String id, String where) {
        return Arrays.stream(values())
                .filter(kind -> kind.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                new InputException(
                                        "%s: \"%s\" is not known; allowed: %s"
                                                .formatted(where, id, String.join(", ", ids()))));
    }

    /// What runs nodes in this way.
    ///
    /// Docker is looked for when the first node is placed.
    public NodeHost host() {
        return switch (this) {
            case JVM -> new JvmHost();
            case PROCESS -> new ProcessHost();
            case DOCKER -> DockerHost.ofThisProcess();
        };
    }
}
