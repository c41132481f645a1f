package org.flowlab.wire.pcapng;

/// The numbers that say with which header an interface's frames begin (`LINKTYPE_…`). A number
/// without a name here is kept as it is.
public final class LinkType {
    /// BSD loopback: four bytes of address family, in the byte order of the machine that captured.
    public static final int NULL = 0;

    public static final int ETHERNET = 1;

    /// The number that some systems write instead of [#RAW].
    public static final int RAW_BSD = 12;

    /// Raw IP: frames begin with an IPv4 or IPv6 header.
    public static final int RAW = 101;

    /// OpenBSD loopback: four bytes of address family, in network byte order.
    public static final int LOOP = 108;

    /// Linux "cooked" capture, for example on the interface `any`.
    public static final int LINUX_SLL = 113;

    public static final int IPV4 = 228;
    public static final int IPV6 = 229;
    public static final int LINUX_SLL2 = 276;

    private LinkType() {}
}
