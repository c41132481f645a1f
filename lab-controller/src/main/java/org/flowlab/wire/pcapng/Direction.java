package org.flowlab.wire.pcapng;

/// The direction of a frame, as seen from the interface that captured it.
public enum Direction {
    UNKNOWN,
    INBOUND,
    OUTBOUND
}
