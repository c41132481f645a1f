package org.flowlab.topology;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;

/// Interfaces that see each other's frames and share a subnet.
final class Segment {
    /// In the order in which the file mentions them.
    final int index;

    final Subnet subnet;
    final Inet4Address network;

    /// All of them, filled in by the [Planner].
    final List<Place> places = new ArrayList<>();

    /// Those of routers among them, in the order of the nodes.
    final List<Place> routers = new ArrayList<>();

    Segment(int index, Subnet subnet) {
        this.index = index;
        this.subnet = subnet;
        this.network = Subnet.address(subnet.network());
    }
}
