package org.flowlab.topology;

/// One direction of one link, as a packet passes it.
///
/// @param forward whether it goes from the link's end `a` to its end `b`
public record Hop(String link, boolean forward, TrafficControl tc) {}
