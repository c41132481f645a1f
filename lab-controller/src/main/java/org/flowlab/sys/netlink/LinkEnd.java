package org.flowlab.sys.netlink;

import org.jspecify.annotations.Nullable;

/// One end of a veth pair that is to be made.
///
/// @param index the interface's number in its namespace; 0 to let the kernel choose
/// @param mac 48 bits; null to let the kernel draw one
/// @param mtu bytes of an IP packet
/// @param namespaceFd of the namespace it is to be in; -1 for the socket's own
public record LinkEnd(String name, int index, @Nullable Long mac, int mtu, int namespaceFd) {
    /// Where no namespace is named.
    public static final int HERE = -1;

    /// Bytes of a name without its terminating zero (IFNAMSIZ - 1).
    public static final int MAX_NAME = 15;

    public LinkEnd {
        checkName(name);
        if (mac != null && (mac >>> 48 != 0 || (mac >>> 40 & 1) != 0)) {
            throw new IllegalArgumentException(
                    "MAC " + Long.toHexString(mac) + " of " + name + ": 48 bits, not multicast");
        }
        if (mtu < 68 || mtu > 65535) {
            throw new IllegalArgumentException(
                    "MTU " + mtu + " of " + name + ": must be 68 to 65535");
        }
    }

    /// Refuses what the kernel refuses (`dev_valid_name`).
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
