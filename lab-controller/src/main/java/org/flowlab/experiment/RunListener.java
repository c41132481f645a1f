package org.flowlab.experiment;

import org.flowlab.trial.TrialResult;

/// Receives the progress of a run. It is called by the thread that runs the experiment.
public interface RunListener {
    /// Called when a trial has ended.
    ///
    /// @param done the number of trials that are finished: they are not run again
    /// @param total the number of trials of the whole run
    void trial(TrialResult result, long done, long total);
}
