package org.flowlab.wire.tcp;

import java.util.List;
import org.flowlab.wire.Bytes;
import org.flowlab.wire.ip.InternetChecksum;

/// The header of a TCP segment.
///
/// @param sequence 32 bits
/// @param acknowledgement 32 bits
/// @param flags bits of [TcpFlags]
/// @param window the value on the wire, not scaled
/// @param options at most 40 bytes in all
public record TcpHeader(
        int sourcePort,
        int destinationPort,
        long sequence,
        long acknowledgement,
        int flags,
        int window,
        int urgentPointer,
        List<TcpOption> options) {
    private static final int MAX_OPTIONS = 40;

    public TcpHeader {
        options = List.copyOf(options);
        if (optionsLength(options) > MAX_OPTIONS) {
            throw new IllegalArgumentException(
                    optionsLength(options) + " bytes of TCP options: at most " + MAX_OPTIONS);
        }
    }

    private static int optionsLength(List<TcpOption> options) {
        int sum = 0;
        for (TcpOption option : options) {
            sum += option.length();
        }
        return (sum + 3) & ~3;
    }

    /// The header's length in bytes, a multiple of 4.
    public int length() {
        return TcpView.MIN_HEADER_LENGTH + optionsLength(options);
    }

    /// Writes [#length] bytes from `b[at]` on. The checksum is 0 until [#fillChecksum].
    ///
    /// @return the index after the last byte written
    public int emit(byte[] b, int at) {
        int end = at + length();
        Bytes.put16(b, at + TcpView.SOURCE_PORT, sourcePort);
        Bytes.put16(b, at + TcpView.DESTINATION_PORT, destinationPort);
        Bytes.put32(b, at + TcpView.SEQUENCE, sequence);
        Bytes.put32(b, at + TcpView.ACKNOWLEDGEMENT, acknowledgement);
        Bytes.put16(b, at + TcpView.OFFSET_FLAGS, ((length() / 4) << 12) | (flags & TcpView.FLAGS));
        Bytes.put16(b, at + TcpView.WINDOW, window);
        Bytes.put16(b, at + TcpView.CHECKSUM, 0);
        Bytes.put16(b, at + TcpView.URGENT, urgentPointer);
        int next = at + TcpView.OPTIONS;
        for (TcpOption option : options) {
            next = option.emit(b, next);
        }
        while (next < end) {
            Bytes.put8(b, next++, TcpOption.END);
        }
        return end;
    }

    /// Computes the checksum of the segment `b[at, at + length)` and writes it into the segment.
    ///
    /// @param pseudoHeader the sum of the pseudo header, from [InternetChecksum]
    public static void fillChecksum(byte[] b, int at, int length, long pseudoHeader) {
        Bytes.put16(b, at + TcpView.CHECKSUM, 0);
        Bytes.put16(
                b,
                at + TcpView.CHECKSUM,
                InternetChecksum.finish(InternetChecksum.add(pseudoHeader, b, at, length)));
    }
}
