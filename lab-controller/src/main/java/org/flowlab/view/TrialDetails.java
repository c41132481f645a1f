package org.flowlab.view;

import java.util.List;

/// A stored trial with its steps, for JSON.
public record TrialDetails(TrialRowView trial, List<StepRowView> steps) {
    public TrialDetails {
        steps = List.copyOf(steps);
    }
}
