package org.flowlab.wire.ip;

import java.util.Arrays;
import org.flowlab.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// A view of an IPv4 packet in a byte array. One view serves many packets: [#wrap] moves it to the
/// next. After a [#wrap] that returns null, the accessors cannot fail.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-------+-------+---------------+-------------------------------+
/// |version|  IHL  |   DSCP, ECN   |         total length          |
/// +-------+-------+---------------+-----+-------------------------+
/// |        identification         |flags|     fragment offset     |
/// +---------------+---------------+-----+-------------------------+
/// | time to live  |   protocol    |        header checksum        |
/// +---------------+---------------+-------------------------------+
/// |                        source address                         |
/// |                      destination address                      |
/// |                   options, if IHL is above 5                  |
/// +---------------------------------------------------------------+
/// ```
public final class Ipv4View {
    public static final int MIN_HEADER_LENGTH = 20;
    static final int VERSION_IHL = 0;
    static final int TRAFFIC_CLASS = 1;
    static final int TOTAL_LENGTH = 2;
    static final int IDENTIFICATION = 4;
    static final int FRAGMENT = 6;
    static final int TTL = 8;
    static final int PROTOCOL = 9;
    static final int CHECKSUM = 10;
    static final int SOURCE = 12;
    static final int DESTINATION = 16;
    static final int OPTIONS = 20;
    static final int DONT_FRAGMENT = 0x4000;
    static final int MORE_FRAGMENTS = 0x2000;
    static final int FRAGMENT_OFFSET = 0x1fff;

    private byte[] buffer = new byte[MIN_HEADER_LENGTH];
    private int offset;
    private int headerLength;
    private int totalLength;
    private int captured;

    /// Moves the view to the packet that starts at `buffer[offset]`.
    ///
    /// @param length the bytes that are there: more than the packet has if the frame was padded,
    ///   fewer if a capture cut the packet
    /// @return what is wrong with the packet; null if nothing is
    public @Nullable String wrap(byte[] buffer, int offset, int length) {
        if (length < MIN_HEADER_LENGTH) {
            return "shorter than an IPv4 header";
        }
        if (Bytes.u8(buffer, offset + VERSION_IHL) >>> 4 != 4) {
            return "IP version is not 4";
        }
        int header = (Bytes.u8(buffer, offset + VERSION_IHL) & 0xf) * 4;
        if (header < MIN_HEADER_LENGTH) {
            return "IPv4 header length below 20";
        }
        if (header > length) {
            return "IPv4 options run past the end";
        }
        int total = Bytes.u16(buffer, offset + TOTAL_LENGTH);
        if (total == 0) {
            // A super-frame of segmentation offload: it is above 64 KiB, or the network card would
            // have cut it into packets and filled in their lengths.
            total = length;
        }
        if (total < header) {
            return "IPv4 total length below the header length";
        }
        this.buffer = buffer;
        this.offset = offset;
        this.headerLength = header;
        this.totalLength = total;
        this.captured = Math.min(total, length);
        return null;
    }

    public int trafficClass() {
        return Bytes.u8(buffer, offset + TRAFFIC_CLASS);
    }

    public int identification() {
        return Bytes.u16(buffer, offset + IDENTIFICATION);
    }

    public boolean dontFragment() {
        return (Bytes.u16(buffer, offset + FRAGMENT) & DONT_FRAGMENT) != 0;
    }

    public boolean moreFragments() {
        return (Bytes.u16(buffer, offset + FRAGMENT) & MORE_FRAGMENTS) != 0;
    }

    /// The fragment's place in the payload of the whole packet, in bytes.
    public int fragmentOffset() {
        return (Bytes.u16(buffer, offset + FRAGMENT) & FRAGMENT_OFFSET) * 8;
    }

    public boolean isFragment() {
        return (Bytes.u16(buffer, offset + FRAGMENT) & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) != 0;
    }

    public int ttl() {
        return Bytes.u8(buffer, offset + TTL);
    }

    public int protocol() {
        return Bytes.u8(buffer, offset + PROTOCOL);
    }

    public int checksum() {
        return Bytes.u16(buffer, offset + CHECKSUM);
    }

    public boolean checksumIsRight() {
        return InternetChecksum.finish(InternetChecksum.add(0, buffer, offset, headerLength)) == 0;
    }

    /// Whether the payload is whole and its TCP or UDP checksum is right. Other protocols are not
    /// checked: the result is true.
    public boolean payloadChecksumIsRight() {
        int protocol = protocol();
        if (protocol != IpProtocol.TCP && protocol != IpProtocol.UDP) {
            return true;
        }
        int length = payloadLength();
        if (capturedPayloadLength() < length) {
            return false;
        }
        long pseudo = InternetChecksum.pseudoHeader(source(), destination(), protocol, length);
        long sum = InternetChecksum.add(pseudo, buffer, payloadOffset(), length);
        return InternetChecksum.finish(sum) == 0;
    }

    public int sourceBits() {
        return Bytes.i32(buffer, offset + SOURCE);
    }

    public int destinationBits() {
        return Bytes.i32(buffer, offset + DESTINATION);
    }

    public Ipv4Address source() {
        return new Ipv4Address(sourceBits());
    }

    public Ipv4Address destination() {
        return new Ipv4Address(destinationBits());
    }

    /// The index in the array at which the payload begins.
    public int payloadOffset() {
        return offset + headerLength;
    }

    /// The payload's length in bytes, as the packet's header says.
    public int payloadLength() {
        return totalLength - headerLength;
    }

    /// The number of payload bytes that are there: fewer than [#payloadLength] if a capture cut the
    /// packet.
    public int capturedPayloadLength() {
        return captured - headerLength;
    }

    public Ipv4Header header() {
        return new Ipv4Header(
                trafficClass(),
                identification(),
                dontFragment(),
                moreFragments(),
                fragmentOffset(),
                ttl(),
                protocol(),
                source(),
                destination(),
                Arrays.copyOfRange(buffer, offset + OPTIONS, offset + headerLength));
    }
}
