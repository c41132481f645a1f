package org.flowlab.dissect;

import org.flowlab.wire.Bytes;
import org.flowlab.wire.ethernet.EtherType;
import org.flowlab.wire.ethernet.EthernetView;
import org.flowlab.wire.pcapng.CapturedFrame;
import org.flowlab.wire.pcapng.LinkType;

/// Makes Ethernet frames of what a capture holds, whatever its link layer.
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

    /// The frame that [#take] made or found.
    byte[] buffer() {
        return buffer;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    /// Looks at a frame.
    ///
    /// @return whether its link layer is known
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

    /// Puts an Ethernet header in place of the first `header` bytes.
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
