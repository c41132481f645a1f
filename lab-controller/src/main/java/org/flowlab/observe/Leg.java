package org.flowlab.observe;

import org.jspecify.annotations.Nullable;

/// One TCP connection's part in the way of a message.
///
/// @param from the sender's endpoint, `a.b.c.d:port`
/// @param fromNode the sending node's name
/// @param to the receiver's endpoint
/// @param sentNanos the first transmission of the message's last byte on this leg
/// @param arrivedNanos null if it never arrived
record Leg(
        String from,
        String fromNode,
        String to,
        String toNode,
        long sentNanos,
        @Nullable Long arrivedNanos) {}
