package org.flowlab.wire.tcp;

import org.flowlab.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// A view of a TCP segment in a byte array. One view serves many segments: [#wrap] moves it to the
/// next. After a [#wrap] that returns null, the accessors cannot fail.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-------------------------------+-------------------------------+
/// |          source port          |       destination port        |
/// +-------------------------------+-------------------------------+
/// |                        sequence number                        |
/// |                     acknowledgement number                    |
/// +-------+-----+-----------------+-------------------------------+
/// |d. off.| res |      flags      |            window             |
/// +-------+-----+-----------------+-------------------------------+
/// |           checksum            |        urgent pointer         |
/// +-------------------------------+-------------------------------+
/// |               options, if the data offset is above 5          |
/// +---------------------------------------------------------------+
/// ```
public final class TcpView {
    public static final int MIN_HEADER_LENGTH = 20;
    static final int SOURCE_PORT = 0;
    static final int DESTINATION_PORT = 2;
    static final int SEQUENCE = 4;
    static final int ACKNOWLEDGEMENT = 8;
    static final int OFFSET_FLAGS = 12;
    static final int WINDOW = 14;
    static final int CHECKSUM = 16;
    static final int URGENT = 18;
    static final int OPTIONS = 20;
    static final int FLAGS = 0x1ff;

    private byte[] buffer = new byte[MIN_HEADER_LENGTH];
    private int offset;
    private int headerLength;
    private int length;
    private int captured;

    /// Moves the view to the segment that starts at `buffer[offset]`.
    ///
    /// @param length the segment's length in bytes, as the IP header says
    /// @param captured the number of its bytes that are there
    /// @return what is wrong with the segment; null if nothing is
    public @Nullable String wrap(byte[] buffer, int offset, int length, int captured) {
        if (captured < MIN_HEADER_LENGTH) {
            return "shorter than a TCP header";
        }
        int header = (Bytes.u8(buffer, offset + OFFSET_FLAGS) >>> 4) * 4;
        if (header < MIN_HEADER_LENGTH) {
            return "TCP data offset below 5";
        }
        if (header > captured) {
            return "TCP options run past the end";
        }
        this.buffer = buffer;
        this.offset = offset;
        this.headerLength = header;
        this.length = length;
        this.captured = captured;
        return null;
    }

    public int sourcePort() {
        return Bytes.u16(buffer, offset + SOURCE_PORT);
    }

    public int destinationPort() {
        return Bytes.u16(buffer, offset + DESTINATION_PORT);
    }

    /// The sequence number: its 32 bits as a signed number.
    public int sequence() {
        return Bytes.i32(buffer, offset + SEQUENCE);
    }

    /// The acknowledgement number: its 32 bits as a signed number. It has no meaning if
    /// [TcpFlags#ACK] is not set.
    public int acknowledgement() {
        return Bytes.i32(buffer, offset + ACKNOWLEDGEMENT);
    }

    public int flags() {
        return Bytes.u16(buffer, offset + OFFSET_FLAGS) & FLAGS;
    }

    /// Whether all bits of `flag` are set.
    public boolean has(int flag) {
        return (flags() & flag) == flag;
    }

    /// The value on the wire, not scaled.
    public int window() {
        return Bytes.u16(buffer, offset + WINDOW);
    }

    public int checksum() {
        return Bytes.u16(buffer, offset + CHECKSUM);
    }

    public int urgentPointer() {
        return Bytes.u16(buffer, offset + URGENT);
    }

    /// The index in the array at which the payload begins.
    public int payloadOffset() {
        return offset + headerLength;
    }

    /// The payload's length in bytes, as the packet's header says.
    public int payloadLength() {
        return length - headerLength;
    }

    /// The number of payload bytes that are there: fewer than [#payloadLength] if a capture cut the
    /// packet.
    public int capturedPayloadLength() {
        return captured - headerLength;
    }

    /// The index in the array at which the data of the first option of this kind and size begins;
    /// -1 if there is none.
    ///
    /// @param size the option's size in bytes, with kind and length
    public int option(int kind, int size) {
        int at = offset + OPTIONS;
        int end = offset + headerLength;
        while (at < end && Bytes.u8(buffer, at) != TcpOption.END) {
            int found = Bytes.u8(buffer, at);
            if (found == TcpOption.NO_OPERATION) {
                at++;
                continue;
            }
            int length = at + 1 < end ? Bytes.u8(buffer, at + 1) : 0;
            if (length < 2 || at + length > end) {
                return -1;
            }
            if (found == kind && length == size) {
                return at + 2;
            }
            at += length;
        }
        return -1;
    }

    public TcpHeader header() {
        return new TcpHeader(
                sourcePort(),
                destinationPort(),
                Bytes.u32(buffer, offset + SEQUENCE),
                Bytes.u32(buffer, offset + ACKNOWLEDGEMENT),
                flags(),
                window(),
                urgentPointer(),
                TcpOption.parse(buffer, offset + OPTIONS, headerLength - MIN_HEADER_LENGTH));
    }
}
