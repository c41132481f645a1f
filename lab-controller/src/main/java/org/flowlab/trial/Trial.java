package org.flowlab.trial;

import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Parties;
import org.flowlab.flow.Variant;
import org.flowlab.node.spec.Route;

/// One run of one flow: what the client does, and what the wire should show.
///
/// @param route how the client reaches the origin
/// @param url the URL that it fetches
/// @param expected the status that its answer must have
public record Trial(
        Flow flow,
        Variant variant,
        Parties parties,
        Route route,
        String url,
        ExpectedStatus expected) {

    /// The same trial with another expected status.
    public Trial expecting(ExpectedStatus other) {
        return new Trial(flow, variant, parties, route, url, other);
    }
}
