package org.flowlab.experiment;

import org.flowlab.trial.TrialResult;

/// A trial that was run, and its place among the attempts at it.
///
/// @param number from 1
/// @param disturbed whether the wire was too late for the trial to count
/// @param last whether the trial is not run again
record Attempt(TrialResult result, int number, boolean disturbed, boolean last) {

    /// Whether its times are times of the flow.
    boolean counts() {
        return !disturbed && result.conforms();
    }

    /// Whether the flow, and not the wire, was at fault.
    boolean failed() {
        return !disturbed && !result.conforms();
    }

    /// As in the column `outcome`.
    String outcome() {
        return disturbed ? "disturbed" : result.failure().isEmpty() ? "ok" : "failed";
    }
}
