package org.flowlab.fabric;

/// The thing that a link's end is plugged into.
public sealed interface End {
    /// A device in the fabric's network namespace; usually a veth whose peer is a node's interface.
    record Device(int ifindex) implements End {
        public Device {
            if (ifindex < 1) {
                throw new IllegalArgumentException("device " + ifindex + ": no such ifindex");
            }
        }
    }

    /// A new port of a switch of the same fabric.
    record Port(Switch bridge) implements End {}

    static End device(int ifindex) {
        return new Device(ifindex);
    }

    static End port(Switch bridge) {
        return new Port(bridge);
    }
}
