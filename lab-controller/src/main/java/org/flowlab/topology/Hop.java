package org.flowlab.topology;

/// One direction of one link on a packet's path.
///
/// @param forward whether the packet goes from the link's end `a` to its end `b`
public record Hop(String link, boolean forward, TrafficControl tc) {}
