package org.flowlab.observe;

import org.jspecify.annotations.Nullable;

/// One TCP connection on the way of a message.
///
/// @param from the sender's endpoint, `a.b.c.d:port`
/// @param fromNode the sending node's name
/// @param to the receiver's endpoint
/// @param sentNanos when the message's last byte was first sent on this leg
/// @param arrivedNanos when the message was complete at the receiver; null if it never was
record Leg(
        String from,
        String fromNode,
        String to,
        String toNode,
        long sentNanos,
        @Nullable Long arrivedNanos) {}
