package org.flowlab.topology;

import java.net.Inet4Address;
import org.flowlab.topology.Plan.End;
import org.flowlab.topology.Plan.Kind;

/// An interface with its address, in its segment.
final class Place {
    final End end;
    final int nodeIndex;
    final Kind kind;
    final Segment segment;
    final Long mac;

    /// Bytes of an IP packet.
    final int mtu;

    final Inet4Address address;
    final String dotted;

    Place(
            End end,
            int nodeIndex,
            Kind kind,
            Segment segment,
            long mac,
            int mtu,
            Inet4Address address) {
        this.end = end;
        this.nodeIndex = nodeIndex;
        this.kind = kind;
        this.segment = segment;
        this.mac = mac;
        this.mtu = mtu;
        this.address = address;
        this.dotted = address.getHostAddress();
    }
}
