package org.flowlab.observe;

/// One TCP connection's part in the way of a message.
///
/// @param from the sender's endpoint, `a.b.c.d:port`
/// @param fromNode the sending node's name
/// @param to the receiver's endpoint
/// @param sentNanos the first transmission of the message's last byte on this leg
record Leg(
        String from,
        String fromNode,
        String to,
        String toNode,
        long sentNanos,
        long arrivedNanos) {}
