package org.flowlab.app;

import java.util.Optional;
import org.flowlab.sys.AwakeCores;
import picocli.CommandLine.Option;

/// Whether what is measured is measured on cores that are kept from sleeping.
final class CoresOption {
    @Option(
            names = "--let-cores-sleep",
            description =
                    "Do not keep the processor's cores from sleeping meanwhile: between messages they then"
                            + " do, and hosts take longer.")
    private boolean sleep;

    boolean keptAwake() {
        return !sleep;
    }

    AwakeCores ask() {
        return sleep ? AwakeCores.notAsked() : AwakeCores.ask();
    }

    /// What there is to know about figures that were taken where the cores might sleep.
    ///
    /// @param why empty where they might not
    static Optional<String> hint(String why) {
        return why.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "cores: could sleep between messages ("
                                + why
                                + "), which made hosts slower");
    }
}
