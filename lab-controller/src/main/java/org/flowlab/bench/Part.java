package org.flowlab.bench;

import java.time.Duration;
import java.util.function.Consumer;
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
    record Run(boolean quick, Seed seed, Consumer<Finding> findings) {
        public void found(Finding finding) {
            findings.accept(finding);
        }

        /// The number of repetitions: `inHaste` in a quick run, `usually` in others.
        public int times(int usually, int inHaste) {
            return quick ? inHaste : usually;
        }
    }
}
