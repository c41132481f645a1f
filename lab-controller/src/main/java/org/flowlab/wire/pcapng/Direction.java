package org.flowlab.wire.pcapng;

/// Which way a frame went through the interface that captured it.
public enum Direction {
    UNKNOWN,
    INBOUND,
    OUTBOUND
}
