package org.flowlab.dissect;

import org.flowlab.wire.Bytes;
import org.flowlab.wire.ethernet.EtherType;
import org.flowlab.wire.ethernet.EthernetView;
import org.flowlab.wire.pcapng.CapturedFrame;
import org.flowlab.wire.pcapng.LinkType;

/// Turns the frames of a capture into Ethernet frames, from any known link layer.
final class LinkLayer {
    private static final int FAMILY_HEADER = 4;
    private static final int SLL_HEADER = 16;
    private static final int SLL_PROTOCOL = 14;
    private static final int SLL2_HEADER = 20;
    private static final int SLL2_PROTOCOL = 0;

    private byte[] made = new byte[1 << 17];
    private byte[] buffer = made;
    private int offset;
    private int length;

    /// The buffer with the frame that [#take] found or made.
    byte[] buffer() {
        return buffer;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    /// Takes a frame of a capture.
    ///
    /// @return false if its link layer is not known
    boolean take(CapturedFrame frame) {
        buffer = frame.buffer();
        offset = frame.offset();
        length = frame.length();
        return switch (frame.from().linkType()) {
            case LinkType.ETHERNET -> true;
            case LinkType.RAW, LinkType.RAW_BSD, LinkType.IPV4, LinkType.IPV6 ->
                    behind(0, byVersion(0));
            case LinkType.NULL, LinkType.LOOP -> behind(FAMILY_HEADER, byVersion(FAMILY_HEADER));
            case LinkType.LINUX_SLL -> behind(SLL_HEADER, typeAt(SLL_PROTOCOL));
            case LinkType.LINUX_SLL2 -> behind(SLL2_HEADER, typeAt(SLL2_PROTOCOL));
            default -> false;
        };
    }

    private int byVersion(int at) {
        boolean six = length > at && Bytes.u8(buffer, offset + at) >>> 4 == 6;
        return six ? EtherType.IPV6 : EtherType.IPV4;
    }

    private int typeAt(int at) {
        return length >= at + 2 ? Bytes.u16(buffer, offset + at) : 0;
    }

    /// Replaces the first `header` bytes with an Ethernet header.
    private boolean behind(int header, int etherType) {
        int payload = Math.max(0, length - header);
        int size = EthernetView.HEADER_LENGTH + payload;
        if (made.length < size) {
            made = new byte[size];
        }
        Bytes.put16(made, EthernetView.HEADER_LENGTH - 2, etherType);
        if (payload > 0) {
            System.arraycopy(buffer, offset + header, made, EthernetView.HEADER_LENGTH, payload);
        }
        buffer = made;
        offset = 0;
        length = size;
        return true;
    }
}
