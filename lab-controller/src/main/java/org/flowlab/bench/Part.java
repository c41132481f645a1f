package org.flowlab.bench;

import java.util.function.Consumer;
import org.flowlab.unit.Seed;

/// One part of the bench. It blocks, and wants the machine for itself.
interface Part {
    /// As in `--only`.
    String name();

    /// What it measures, in a few words.
    String title();

    /// Measures, and tells of each thing that it found.
    ///
    /// @throws Exception where it could not measure
    void measure(Run run) throws Exception;

    /// What a part is given.
    ///
    /// @param quick whether fewer repetitions have to do
    record Run(boolean quick, Seed seed, Consumer<Finding> findings) {
        void found(Finding finding) {
            findings.accept(finding);
        }

        /// How often something is done: a tenth to a third as often where it has to be quick.
        int times(int usually, int inHaste) {
            return quick ? inHaste : usually;
        }
    }
}
