package org.flowlab.fabric;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The places that a fabric's links are plugged into: devices, each of which has one link at most,
/// and ports of switches, which must not form a loop. It knows the direction of each frame from a
/// device.
///
/// Read by the wire's thread without locks; changed under this object's lock.
final class PatchPanel {
    /// A larger ifindex is taken for a mistake.
    private static final int HIGHEST_IFINDEX = 1 << 24;

    private volatile AtomicReferenceArray<@Nullable Direction> byIfindex =
            new AtomicReferenceArray<>(64);

    /// The direction of frames that come from a device; null if no link is plugged into it.
    @Nullable Direction byIfindex(int ifindex) {
        AtomicReferenceArray<@Nullable Direction> table = byIfindex;
        return ifindex >= 0 && ifindex < table.length() ? table.get(ifindex) : null;
    }

    /// @param link its name, for the message
    /// @throws IllegalArgumentException if a link may not join `a` and `b`: an end is taken, or is
    ///   another fabric's, or there would be a loop of switches
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

    /// A new port if `end` is a switch; -1 if it is a device.
    ///
    /// @param far the link's other end
    synchronized int takePort(End end, End far) {
        return end instanceof End.Port(Switch bridge)
                ? bridge.takePort(far instanceof End.Port(Switch other) ? other : null)
                : -1;
    }

    /// From now on frames that come out of `end` go in `direction`.
    ///
    /// @param port of [#takePort]
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

    /// Puts `direction` in the place of the one that was plugged in. A switch forgets what it
    /// learned.
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
