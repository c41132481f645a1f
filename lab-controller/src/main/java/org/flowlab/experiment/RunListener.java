package org.flowlab.experiment;

import org.flowlab.trial.TrialResult;

/// Is told how a run goes on, from the thread that runs it.
public interface RunListener {
    /// A trial has ended.
    ///
    /// @param done trials that are not run again, this one included; of `total`
    void trial(TrialResult result, long done, long total);
}
