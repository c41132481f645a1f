package org.flowlab.lab;

import org.flowlab.topology.Plan;
import org.flowlab.topology.TrafficControl;

/// What one link of a lab does to frames now; the plan says what it did at first.
///
/// @param forward from the link's first end to its second
/// @param forwardMtu the largest IP packet, in bytes, that the wire passes forward; 0 for no limit
/// @param up false if the link is cut: every frame is dropped
public record LinkState(
        String name,
        TrafficControl forward,
        int forwardMtu,
        TrafficControl reverse,
        int reverseMtu,
        boolean up) {

    static LinkState of(Plan.PlannedLink planned) {
        return new LinkState(
                planned.name(),
                planned.forward(),
                planned.forwardMtu(),
                planned.reverse(),
                planned.reverseMtu(),
                true);
    }

    /// The same with other traffic control from the first end to the second.
    public LinkState withForward(TrafficControl tc, int mtu) {
        return new LinkState(name, tc, mtu, reverse, reverseMtu, up);
    }

    /// The same with other traffic control from the second end to the first.
    public LinkState withReverse(TrafficControl tc, int mtu) {
        return new LinkState(name, forward, forwardMtu, tc, mtu, up);
    }

    /// The same link, cut or healed.
    public LinkState withUp(boolean isUp) {
        return new LinkState(name, forward, forwardMtu, reverse, reverseMtu, isUp);
    }
}
