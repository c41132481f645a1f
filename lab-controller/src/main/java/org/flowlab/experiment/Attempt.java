package org.flowlab.experiment;

import org.flowlab.trial.TrialResult;

/// One run of a trial. A trial that was disturbed has further attempts.
///
/// @param number from 1
/// @param disturbed whether the wire or the lab disturbed the trial, so that it does not count
/// @param last whether the trial is not run again
record Attempt(TrialResult result, int number, boolean disturbed, boolean last) {

    /// Whether its times count in the flow's results.
    boolean counts() {
        return !disturbed && result.conforms();
    }

    /// Whether the flow failed or did not conform, on a wire that was not too late.
    boolean failed() {
        return !disturbed && !result.conforms();
    }

    /// The value of the column `outcome`.
    String outcome() {
        return disturbed ? "disturbed" : result.failure().isEmpty() ? "ok" : "failed";
    }
}
