package org.flowlab.app;

import java.util.Optional;
import org.flowlab.sys.AwakeCores;
import picocli.CommandLine.Option;

/// The option whether the processor's cores are kept from sleeping while the lab measures.
final class CoresOption {
    @Option(
            names = "--let-cores-sleep",
            description =
                    "Let the processor's cores sleep between messages, which makes hosts slower.")
    private boolean sleep;

    boolean keptAwake() {
        return !sleep;
    }

    AwakeCores ask() {
        return sleep ? AwakeCores.notAsked() : AwakeCores.ask();
    }

    /// A warning about figures that were measured on cores that could sleep.
    ///
    /// @param why why the cores could sleep; empty if they could not
    static Optional<String> hint(String why) {
        return why.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "cores: could sleep between messages ("
                                + why
                                + "), which made hosts slower");
    }
}
