package org.flowlab.wire.pcapng;

/// The numbers of the pcapng format.
///
/// ```
/// block:  type (4) | total length (4) | body | options | total length (4)
/// option: code (2) | length (2) | value, padded to 4 bytes
/// ```
final class Pcapng {
    static final int SECTION_HEADER = 0x0a0d_0d0a;
    static final int INTERFACE_DESCRIPTION = 1;
    static final int OBSOLETE_PACKET = 2;
    static final int SIMPLE_PACKET = 3;
    static final int INTERFACE_STATISTICS = 5;
    static final int ENHANCED_PACKET = 6;
    static final int DECRYPTION_SECRETS = 10;

    static final int BYTE_ORDER_MAGIC = 0x1a2b_3c4d;

    /// The bytes of a block apart from its body: type, length, and length again.
    static final int BLOCK_OVERHEAD = 12;

    /// The index at which a block's body begins.
    static final int BLOCK_BODY = 8;

    // Options of every block.
    static final int END_OF_OPTIONS = 0;
    static final int COMMENT = 1;

    // Options of a section.
    static final int SHB_HARDWARE = 2;
    static final int SHB_OS = 3;
    static final int SHB_APPLICATION = 4;

    // Options of an interface.
    static final int IF_NAME = 2;
    static final int IF_DESCRIPTION = 3;
    static final int IF_IPV4 = 4;
    static final int IF_IPV6 = 5;
    static final int IF_MAC = 6;
    static final int IF_RESOLUTION = 9;
    static final int IF_OFFSET = 14;

    // Options of an interface's statistics.
    static final int ISB_DROPPED = 5;

    // Options of a packet.
    static final int EPB_FLAGS = 2;
    static final int EPB_VERDICT = 7;

    /// The bits of the flags that hold the direction.
    static final int DIRECTION_MASK = 3;

    static final int INBOUND = 1;
    static final int OUTBOUND = 2;

    // The first byte of a verdict says who gave it; 64 bits in the file's byte order follow.
    static final int VERDICT_TC = 1;
    static final int VERDICT_XDP = 2;
    static final int TC_ACT_SHOT = 2;
    static final int XDP_ABORTED = 0;
    static final int XDP_DROP = 1;
    static final int VERDICT_LENGTH = 9;

    /// The type of secrets that are lines of a TLS key log: `TLSK`.
    static final int TLS_KEY_LOG = 0x544c_534b;

    private Pcapng() {}

    static int padded(int length) {
        return (length + 3) & ~3;
    }
}
