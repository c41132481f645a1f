package org.flowlab.wire.pcapng;

/// What an interface's frames begin with: the numbers that have a name here (`LINKTYPE_…`). Others
/// are carried as they are.
public final class LinkType {
    /// BSD loopback: four bytes of address family in the byte order of whoever captured.
    public static final int NULL = 0;

    public static final int ETHERNET = 1;

    /// What some systems write for raw IP.
    public static final int RAW_BSD = 12;

    /// Begins with an IPv4 or IPv6 header.
    public static final int RAW = 101;

    /// OpenBSD loopback: four bytes of address family in network order.
    public static final int LOOP = 108;

    /// Linux "cooked" capture, as of the interface `any`.
    public static final int LINUX_SLL = 113;

    public static final int IPV4 = 228;
    public static final int IPV6 = 229;
    public static final int LINUX_SLL2 = 276;

    private LinkType() {}
}
