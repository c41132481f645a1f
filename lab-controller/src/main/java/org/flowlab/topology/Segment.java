package org.flowlab.topology;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;

/// The interfaces that see each other's frames and share a subnet.
final class Segment {
    /// The number of the segment, from 0, in the order in which the file first mentions them.
    final int index;

    final Subnet subnet;
    final Inet4Address network;

    /// The interfaces, filled in by the [Planner].
    final List<Place> places = new ArrayList<>();

    /// The interfaces of routers among them, in the order of the nodes.
    final List<Place> routers = new ArrayList<>();

    Segment(int index, Subnet subnet) {
        this.index = index;
        this.subnet = subnet;
        this.network = Subnet.address(subnet.network());
    }
}
