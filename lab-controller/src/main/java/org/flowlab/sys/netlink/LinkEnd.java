package org.flowlab.sys.netlink;

import org.jspecify.annotations.Nullable;

/// One end of a veth pair to make.
///
/// @param index the interface's number in its namespace; 0 to let the kernel choose
/// @param mac its MAC address, 48 bits; null to let the kernel choose one
/// @param mtu size in bytes of the largest IP packet
/// @param namespaceFd the descriptor of its namespace; [#HERE] for the socket's own
public record LinkEnd(String name, int index, @Nullable Long mac, int mtu, int namespaceFd) {
    /// Stands for the namespace of the socket.
    public static final int HERE = -1;

    /// The longest name in bytes, without its terminating zero (IFNAMSIZ - 1).
    public static final int MAX_NAME = 15;

    public LinkEnd {
        checkName(name);
        if (mac != null && (mac >>> 48 != 0 || (mac >>> 40 & 1) != 0)) {
            throw new IllegalArgumentException(
                    "MAC "
                            + Long.toHexString(mac)
                            + " of "
                            + name
                            + ": must have 48 bits, not multicast");
        }
        if (mtu < 68 || mtu > 65535) {
            throw new IllegalArgumentException(
                    "MTU " + mtu + " of " + name + ": must be 68 to 65535");
        }
    }

    /// Checks that the kernel accepts a name (`dev_valid_name`).
    ///
    /// @throws IllegalArgumentException if it does not
    public static void checkName(String name) {
        boolean valid =
                !name.isEmpty()
                        && name.length() <= MAX_NAME
                        && !name.equals(".")
                        && !name.equals("..")
                        && name.chars().allMatch(c -> c > ' ' && c < 127 && c != '/' && c != ':');
        if (!valid) {
            throw new IllegalArgumentException(
                    "interface name \""
                            + name
                            + "\": must have 1 to "
                            + MAX_NAME
                            + " ASCII characters without space, / and :");
        }
    }
}
