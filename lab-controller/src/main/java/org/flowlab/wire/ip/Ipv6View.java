package org.flowlab.wire.ip;

import org.flowlab.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// A view of an IPv6 packet in a byte array. It skips extension headers. One view serves many
/// packets: [#wrap] moves it to the next. After a [#wrap] that returns null, the accessors cannot
/// fail.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-------+---------------+---------------------------------------+
/// |version| traffic class |              flow label               |
/// +-------+---------------+-------+---------------+---------------+
/// |        payload length         |  next header  |   hop limit   |
/// +-------------------------------+---------------+---------------+
/// |                   source address (16 bytes)                   |
/// |                 destination address (16 bytes)                |
/// +---------------------------------------------------------------+
/// extension: next header (1 byte), length (1 byte; units of 8 bytes after the first 8), …
/// ```
public final class Ipv6View {
    public static final int HEADER_LENGTH = 40;
    static final int FLOW = 0;
    static final int PAYLOAD_LENGTH = 4;
    static final int NEXT_HEADER = 6;
    static final int HOP_LIMIT = 7;
    static final int SOURCE = 8;
    static final int DESTINATION = 24;
    private static final int FRAGMENT_OFFSET = 2;
    private static final int FRAGMENT_HEADER_LENGTH = 8;

    private byte[] buffer = new byte[HEADER_LENGTH];
    private int offset;
    private int payload;
    private int end;
    private int capturedEnd;
    private int protocol;
    private boolean fragment;

    /// Moves the view to the packet that starts at `buffer[offset]`.
    ///
    /// @param length the bytes that are there: more than the packet has if the frame was padded,
    ///   fewer if a capture cut the packet
    /// @return what is wrong with the packet; null if nothing is
    public @Nullable String wrap(byte[] buffer, int offset, int length) {
        if (length < HEADER_LENGTH) {
            return "shorter than an IPv6 header";
        }
        if (Bytes.u8(buffer, offset) >>> 4 != 6) {
            return "IP version is not 6";
        }
        int payloadLength = Bytes.u16(buffer, offset + PAYLOAD_LENGTH);
        // 0 marks a jumbogram. A super-frame of segmentation offload above 64 KiB has 0 too. The
        // payload is then all that is there.
        int stop = payloadLength == 0 ? offset + length : offset + HEADER_LENGTH + payloadLength;
        this.buffer = buffer;
        this.offset = offset;
        this.end = stop;
        this.capturedEnd = Math.min(stop, offset + length);
        this.fragment = false;
        return skipExtensions();
    }

    private @Nullable String skipExtensions() {
        int next = Bytes.u8(buffer, offset + NEXT_HEADER);
        int at = offset + HEADER_LENGTH;
        while (isExtension(next)) {
            if (at + 8 > capturedEnd) {
                return "ends in an IPv6 extension header";
            }
            int length = (Bytes.u8(buffer, at + 1) + 1) * 8;
            if (next == IpProtocol.FRAGMENT) {
                // An atomic fragment (RFC 6946) is a whole packet.
                fragment |= (Bytes.u16(buffer, at + FRAGMENT_OFFSET) & 0xfff9) != 0;
                length = FRAGMENT_HEADER_LENGTH;
            } else if (next == IpProtocol.AUTHENTICATION) {
                length = (Bytes.u8(buffer, at + 1) + 2) * 4;
            }
            next = Bytes.u8(buffer, at);
            at += length;
            if (at > capturedEnd) {
                return "an IPv6 extension header runs past the end";
            }
            if (fragment) {
                // What follows may be the middle of the original packet, not a header.
                break;
            }
        }
        protocol = next;
        payload = at;
        return null;
    }

    private static boolean isExtension(int next) {
        return switch (next) {
            case IpProtocol.HOP_BY_HOP,
                    IpProtocol.ROUTING,
                    IpProtocol.FRAGMENT,
                    IpProtocol.AUTHENTICATION,
                    IpProtocol.DESTINATION_OPTIONS,
                    IpProtocol.MOBILITY,
                    IpProtocol.HIP,
                    IpProtocol.SHIM6 ->
                    true;
            default -> false;
        };
    }

    public int trafficClass() {
        return (Bytes.u16(buffer, offset + FLOW) >>> 4) & 0xff;
    }

    public int flowLabel() {
        return (int) Bytes.u32(buffer, offset + FLOW) & 0xf_ffff;
    }

    /// The protocol of the payload, which follows the extension headers.
    public int protocol() {
        return protocol;
    }

    public int hopLimit() {
        return Bytes.u8(buffer, offset + HOP_LIMIT);
    }

    public boolean isFragment() {
        return fragment;
    }

    public long sourceHigh() {
        return Bytes.i64(buffer, offset + SOURCE);
    }

    public long sourceLow() {
        return Bytes.i64(buffer, offset + SOURCE + 8);
    }

    public long destinationHigh() {
        return Bytes.i64(buffer, offset + DESTINATION);
    }

    public long destinationLow() {
        return Bytes.i64(buffer, offset + DESTINATION + 8);
    }

    public Ipv6Address source() {
        return new Ipv6Address(sourceHigh(), sourceLow());
    }

    public Ipv6Address destination() {
        return new Ipv6Address(destinationHigh(), destinationLow());
    }

    /// The index in the array at which the payload begins, after the extension headers.
    public int payloadOffset() {
        return payload;
    }

    /// The payload's length in bytes, without extension headers, as the packet's header says.
    public int payloadLength() {
        return end - payload;
    }

    /// The number of payload bytes that are there: fewer than [#payloadLength] if a capture cut the
    /// packet.
    public int capturedPayloadLength() {
        return capturedEnd - payload;
    }

    /// Whether the payload is whole and its TCP or UDP checksum is right. Other protocols are not
    /// checked: the result is true.
    public boolean payloadChecksumIsRight() {
        if (protocol != IpProtocol.TCP && protocol != IpProtocol.UDP) {
            return true;
        }
        int length = payloadLength();
        if (capturedPayloadLength() < length) {
            return false;
        }
        long pseudo = InternetChecksum.pseudoHeader(source(), destination(), protocol, length);
        long sum = InternetChecksum.add(pseudo, buffer, payload, length);
        return InternetChecksum.finish(sum) == 0;
    }

    /// The values of the header, without extension headers.
    public Ipv6Header header() {
        return new Ipv6Header(
                trafficClass(), flowLabel(), protocol, hopLimit(), source(), destination());
    }
}
