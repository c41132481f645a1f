package org.flowlab.experiment;

import org.flowlab.trial.TrialResult;

/// Is told how a run goes on, from the thread that runs it.
public interface RunListener {
    /// A trial has ended.
    ///
    /// @param done trials so far, this one included
    void trial(TrialResult result, long done, long total);
}
