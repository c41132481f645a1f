package org.flowlab.dissect;

/// The addresses and ports of a TCP connection, equal for both directions. To look connections up,
/// one object is filled again for each segment.
final class FlowKey {
    private long lowHigh;
    private long lowLow;
    private long highHigh;
    private long highLow;
    private int ports;
    private boolean v6;
    private boolean swapped;
    private int hash;

    /// Takes the addresses and ports of a segment. An IPv4 address is in its low half.
    void set(
            boolean v6,
            long sourceHigh,
            long sourceLow,
            long destinationHigh,
            long destinationLow,
            int sourcePort,
            int destinationPort) {
        this.v6 = v6;
        int order = Long.compareUnsigned(sourceHigh, destinationHigh);
        if (order == 0) {
            order = Long.compareUnsigned(sourceLow, destinationLow);
        }
        if (order == 0) {
            order = Integer.compare(sourcePort, destinationPort);
        }
        swapped = order > 0;
        lowHigh = swapped ? destinationHigh : sourceHigh;
        lowLow = swapped ? destinationLow : sourceLow;
        highHigh = swapped ? sourceHigh : destinationHigh;
        highLow = swapped ? sourceLow : destinationLow;
        ports =
                swapped
                        ? (destinationPort << 16) | sourcePort
                        : (sourcePort << 16) | destinationPort;
        long mixed = lowHigh * 0x9E3779B97F4A7C15L + lowLow;
        mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L + highHigh;
        mixed = (mixed ^ (mixed >>> 32)) * 0x94D049BB133111EBL + highLow;
        mixed = (mixed ^ (mixed >>> 29)) * 0x9E3779B97F4A7C15L + ports;
        hash = (int) (mixed ^ (mixed >>> 32));
    }

    /// Whether the segment that was set last went from the key's higher end to its lower one.
    boolean swapped() {
        return swapped;
    }

    FlowKey copy() {
        FlowKey copy = new FlowKey();
        copy.v6 = v6;
        copy.lowHigh = lowHigh;
        copy.lowLow = lowLow;
        copy.highHigh = highHigh;
        copy.highLow = highLow;
        copy.ports = ports;
        copy.swapped = swapped;
        copy.hash = hash;
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlowKey k
                && hash == k.hash
                && ports == k.ports
                && lowLow == k.lowLow
                && highLow == k.highLow
                && lowHigh == k.lowHigh
                && highHigh == k.highHigh
                && v6 == k.v6;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
