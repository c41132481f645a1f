package org.flowlab.service;

import java.util.Map;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Flow;

/// A flow that is to run in a lab.
///
/// @param factors the manner's factors that were chosen, as [org.flowlab.trial.Manner#of] takes
///   them
public record FlowRequest(Flow flow, Map<String, String> factors, ExpectedStatus expected) {
    public FlowRequest {
        factors = Map.copyOf(factors);
    }
}
