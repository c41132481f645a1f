package org.flowlab.lab;

import org.flowlab.topology.Plan;
import org.flowlab.topology.TrafficControl;

/// What one link of a lab does to frames now; the plan says what it did at first.
///
/// @param forward from the link's first end to its second
/// @param up false if the link is cut: every frame is dropped
public record LinkState(String name, TrafficControl forward, TrafficControl reverse, boolean up) {

    static LinkState of(Plan.PlannedLink planned) {
        return new LinkState(planned.name(), planned.forward(), planned.reverse(), true);
    }

    LinkState withForward(TrafficControl tc) {
        return new LinkState(name, tc, reverse, up);
    }

    LinkState withReverse(TrafficControl tc) {
        return new LinkState(name, forward, tc, up);
    }

    LinkState withUp(boolean isUp) {
        return new LinkState(name, forward, reverse, isUp);
    }
}
