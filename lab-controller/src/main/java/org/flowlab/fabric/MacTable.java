package org.flowlab.fabric;

import java.util.Arrays;
import org.flowlab.unit.Seed;

/// The port at which each MAC address was last seen, in a hash table of fixed size that allocates
/// nothing. When the table is full, a new address is not learned, and frames to it are flooded.
final class MacTable {
    static final int UNKNOWN = -1;

    private static final int MOST = 4096;
    private static final int SLOTS = 2 * MOST;

    /// The key of a free slot. No address has it, because addresses have 48 bits.
    private static final long EMPTY = -1;

    private final long[] addresses = new long[SLOTS];
    private final int[] ports = new int[SLOTS];
    private int size;

    MacTable() {
        Arrays.fill(addresses, EMPTY);
    }

    int port(long address) {
        int at = find(address);
        return addresses[at] == EMPTY ? UNKNOWN : ports[at];
    }

    void learn(long address, int port) {
        int at = find(address);
        if (addresses[at] == EMPTY) {
            if (size == MOST) {
                return;
            }
            addresses[at] = address;
            size++;
        }
        ports[at] = port;
    }

    /// Forgets all addresses. An address that is still in use is learned again from its next frame.
    void clear() {
        Arrays.fill(addresses, EMPTY);
        size = 0;
    }

    private int find(long address) {
        int at = (int) (Seed.mix(address) & (SLOTS - 1));
        while (addresses[at] != EMPTY && addresses[at] != address) {
            at = (at + 1) & (SLOTS - 1);
        }
        return at;
    }
}
