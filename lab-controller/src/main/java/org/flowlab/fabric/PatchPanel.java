package org.flowlab.fabric;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The places that a fabric's links are plugged into: devices, with at most one link each, and
/// ports of switches, which must not form a loop. It finds the direction for each frame that comes
/// from a device.
///
/// The wire's thread reads it without locks; changes are made under this object's lock.
final class PatchPanel {
    /// The largest ifindex that is accepted; a larger one is surely a mistake.
    private static final int HIGHEST_IFINDEX = 1 << 24;

    private volatile AtomicReferenceArray<@Nullable Direction> byIfindex =
            new AtomicReferenceArray<>(64);

    /// Returns the direction of frames that come from a device, or null if no link is plugged into
    /// it.
    @Nullable Direction byIfindex(int ifindex) {
        AtomicReferenceArray<@Nullable Direction> table = byIfindex;
        return ifindex >= 0 && ifindex < table.length() ? table.get(ifindex) : null;
    }

    /// Checks that a link may join `a` and `b`.
    ///
    /// @param link the link's name, for the message
    /// @throws IllegalArgumentException if an end has a link already or belongs to another fabric,
    ///   or if the link would close a loop of switches
    synchronized void check(String link, End a, End b) {
        if (a.equals(b) && a instanceof End.Device) {
            throw new IllegalArgumentException("link " + link + ": both ends are the same device");
        }
        for (End end : List.of(a, b)) {
            switch (end) {
                case End.Device(int ifindex) -> checkFree(ifindex);
                case End.Port(Switch bridge) -> {
                    if (bridge.panel() != this) {
                        throw new IllegalArgumentException(
                                "link "
                                        + link
                                        + ": switch "
                                        + bridge.name()
                                        + " belongs to another fabric");
                    }
                }
            }
        }
        if (a instanceof End.Port(Switch one)
                && b instanceof End.Port(Switch other)
                && one.reaches(other)) {
            throw new IllegalArgumentException(
                    "link "
                            + link
                            + ": would close a loop of switches, between "
                            + one.name()
                            + " and "
                            + other.name());
        }
    }

    private void checkFree(int ifindex) {
        if (ifindex > HIGHEST_IFINDEX) {
            throw new IllegalArgumentException("device " + ifindex + ": no such ifindex");
        }
        if (byIfindex(ifindex) != null) {
            throw new IllegalArgumentException("device " + ifindex + ": has a link already");
        }
    }

    /// Adds a port to the switch if `end` is one.
    ///
    /// @param far the link's other end
    /// @return the port's number; -1 if `end` is a device
    synchronized int takePort(End end, End far) {
        return end instanceof End.Port(Switch bridge)
                ? bridge.takePort(far instanceof End.Port(Switch other) ? other : null)
                : -1;
    }

    /// Sends frames that come out of `end` in `direction` from now on.
    ///
    /// @param port the result of [#takePort]
    synchronized void plug(End end, int port, Direction direction) {
        switch (end) {
            case End.Device(int ifindex) -> {
                checkFree(ifindex);
                byIfindex = Links.withRoomFor(byIfindex, ifindex);
                byIfindex.set(ifindex, direction);
            }
            case End.Port(Switch bridge) -> bridge.plug(port, direction);
        }
    }

    /// Replaces the direction that was plugged in by `direction`. A switch forgets the addresses
    /// that it learned.
    synchronized void replace(End end, int port, Direction direction) {
        switch (end) {
            case End.Device(int ifindex) -> byIfindex.set(ifindex, direction);
            case End.Port(Switch bridge) -> bridge.replace(port, direction);
        }
    }

    synchronized void unplug(End end, int port) {
        switch (end) {
            case End.Device(int ifindex) -> byIfindex.set(ifindex, null);
            case End.Port(Switch bridge) -> bridge.unplug(port);
        }
    }
}
