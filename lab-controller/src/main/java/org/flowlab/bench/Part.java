package org.flowlab.bench;

import java.util.function.Consumer;
import org.flowlab.unit.Seed;

/// One part of the bench. It blocks; nothing else should run on the machine meanwhile.
interface Part {
    /// The name that `--only` takes.
    String name();

    /// What the part measures, in a few words.
    String title();

    /// Measures, and reports each finding to `run`.
    ///
    /// @throws Exception if it could not measure
    void measure(Run run) throws Exception;

    /// What a part needs to run.
    ///
    /// @param quick whether to make fewer repetitions
    record Run(boolean quick, Seed seed, Consumer<Finding> findings) {
        void found(Finding finding) {
            findings.accept(finding);
        }

        /// The number of repetitions: `inHaste` in a quick run, `usually` in others.
        int times(int usually, int inHaste) {
            return quick ? inHaste : usually;
        }
    }
}
