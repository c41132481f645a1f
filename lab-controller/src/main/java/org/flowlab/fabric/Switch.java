package org.flowlab.fabric;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A learning bridge in the wire. A frame that leaves a link into it at once enters the link of the
/// port where its destination was last seen. If the destination is unknown or a group address, the
/// frame enters the links of all other ports. The switch adds no delay of its own and has no
/// spanning tree: a fabric refuses a link that would close a loop of switches.
public final class Switch {
    private final PatchPanel panel;
    private final String name;

    /// The directions that lead out of the ports; null for a port whose link was removed.
    private volatile @Nullable Direction[] ports = {};

    /// The switches at the ports' other ends; guarded by the panel's lock.
    private final List<@Nullable Switch> neighbours = new ArrayList<>();

    private volatile boolean forget;

    // Only the wire's thread uses it.
    private final MacTable table = new MacTable();

    Switch(PatchPanel panel, String name) {
        this.panel = panel;
        this.name = name;
    }

    public String name() {
        return name;
    }

    PatchPanel panel() {
        return panel;
    }

    // ── under the panel's lock

    int takePort(@Nullable Switch neighbour) {
        int port = ports.length;
        ports = Arrays.copyOf(ports, port + 1);
        neighbours.add(neighbour);
        return port;
    }

    void plug(int port, Direction out) {
        @Nullable Direction[] changed = ports.clone();
        changed[port] = out;
        ports = changed;
    }

    void replace(int port, Direction out) {
        plug(port, out);
        forget = true;
    }

    void unplug(int port) {
        @Nullable Direction[] changed = ports.clone();
        changed[port] = null;
        neighbours.set(port, null);
        ports = changed;
        forget = true;
    }

    /// Whether a path over switches leads to `other`.
    boolean reaches(Switch other) {
        return reaches(other, new ArrayList<>());
    }

    private boolean reaches(Switch other, List<Switch> seen) {
        if (this == other) {
            return true;
        }
        seen.add(this);
        for (Switch neighbour : neighbours) {
            if (neighbour != null && !seen.contains(neighbour) && neighbour.reaches(other, seen)) {
                return true;
            }
        }
        return false;
    }

    // ── on the wire's thread

    @Nullable Direction[] ports() {
        return ports;
    }

    /// Learns the port of the frame's sender, and returns the port of its destination, or
    /// [MacTable#UNKNOWN] if it goes to all other ports.
    int route(MemorySegment bytes, long offset, int inPort) {
        if (forget) {
            forget = false;
            table.clear();
        }
        long destination = address(bytes, offset);
        long source = address(bytes, offset + 6);
        if (!isGroup(source)) {
            table.learn(source, inPort);
        }
        if (isGroup(destination)) {
            return MacTable.UNKNOWN;
        }
        int port = table.port(destination);
        return port != MacTable.UNKNOWN && ports[port] == null ? MacTable.UNKNOWN : port;
    }

    private static long address(MemorySegment bytes, long offset) {
        long address = 0;
        for (int i = 0; i < 6; i++) {
            address = address << 8 | (bytes.get(JAVA_BYTE, offset + i) & 0xff);
        }
        return address;
    }

    private static boolean isGroup(long address) {
        return (address >> 40 & 1) != 0;
    }
}
