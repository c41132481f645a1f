package org.flowlab.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.runtime.NodeHost;
import org.flowlab.unit.Seed;

/// One part of the bench. It blocks; nothing else should run on the machine meanwhile.
public interface Part {
    /// The name that `--only` takes.
    String name();

    /// What the part measures, in a few words.
    String title();

    /// The longest time that it takes; then it is given up.
    default Duration most() {
        return Duration.ofMinutes(3);
    }

    /// Measures, and reports each finding to `run`.
    ///
    /// @throws Exception if it could not measure
    void measure(Run run) throws Exception;

    /// What a part needs to run.
    ///
    /// @param quick whether to make fewer repetitions
    /// @param host what runs the nodes of labs, if the part does not say that itself
    record Run(boolean quick, Seed seed, NodeHost host, Consumer<Finding> findings) {
        /// Options for a lab.
        public LabOptions options() {
            return new LabOptions(seed, host, Path.of("results"));
        }

        public void found(Finding finding) {
            findings.accept(finding);
        }

        /// The number of repetitions: `inHaste` in a quick run, `usually` in others.
        public int times(int usually, int inHaste) {
            return quick ? inHaste : usually;
        }
    }
}
