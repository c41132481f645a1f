package org.flowlab.app;

import org.flowlab.lab.HostKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option that says what runs a lab's nodes.
final class HostOption {
    @Option(
            names = "--host",
            paramLabel = "HOST",
            description =
                    "What runs the nodes: jvm (default: event loops of this process), process (each node a JVM of its"
                            + " own) or docker (containers).")
    private @Nullable String name;

    boolean isGiven() {
        return name != null;
    }

    /// @throws org.flowlab.yaml.InputException if it is not known
    HostKind kind() {
        return name == null ? HostKind.JVM : HostKind.of(name, "--host");
    }
}
