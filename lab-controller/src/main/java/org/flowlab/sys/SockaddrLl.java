package org.flowlab.sys;

/// The layout of a packet socket's address: the device that a frame came in on or goes out of
/// (packet(7)).
///
/// ```
/// struct sockaddr_ll {
///   u16 sll_family, sll_protocol; s32 sll_ifindex; u16 sll_hatype; u8 sll_pkttype, sll_halen;
///   u8 sll_addr[8];
/// };
/// ```
final class SockaddrLl {
    static final int FAMILY = 0;
    static final int PROTOCOL = 2;
    static final int IFINDEX = 4;
    static final int BYTES = 20;

    private SockaddrLl() {}
}
