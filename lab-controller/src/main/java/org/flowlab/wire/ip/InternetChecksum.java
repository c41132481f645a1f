package org.flowlab.wire.ip;

import org.flowlab.wire.Bytes;

/// The Internet checksum (RFC 1071). The parts of a packet are added to a `long`; [#finish] makes a
/// checksum of the sum.
public final class InternetChecksum {
    private InternetChecksum() {}

    /// Adds `b[at, at + length)` to `sum`. The number of bytes added before must be even.
    public static long add(long sum, byte[] b, int at, int length) {
        int i = at;
        int end = at + length;
        // Sums of 32-bit words fold to the same value as sums of 16-bit words, and a long holds the
        // sum of 2^32 of them.
        for (; i + 8 <= end; i += 8) {
            long eight = Bytes.i64(b, i);
            sum += (eight >>> 32) + (eight & 0xffff_ffffL);
        }
        for (; i + 4 <= end; i += 4) {
            sum += Bytes.u32(b, i);
        }
        if (i + 2 <= end) {
            sum += Bytes.u16(b, i);
            i += 2;
        }
        return i < end ? sum + (Bytes.u8(b, i) << 8) : sum;
    }

    /// The checksum of all that was added to `sum`. It is 0 if the right checksum was added as
    /// well.
    public static int finish(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) ~folded & 0xffff;
    }

    /// The sum of TCP's or UDP's pseudo header over IPv4.
    public static long pseudoHeader(
            Ipv4Address source, Ipv4Address destination, int protocol, int length) {
        return (source.bits() & 0xffff_ffffL)
                + (destination.bits() & 0xffff_ffffL)
                + protocol
                + length;
    }

    /// The sum of TCP's or UDP's pseudo header over IPv6.
    public static long pseudoHeader(
            Ipv6Address source, Ipv6Address destination, int protocol, int length) {
        return halves(source.high())
                + halves(source.low())
                + halves(destination.high())
                + halves(destination.low())
                + protocol
                + length;
    }

    private static long halves(long bits) {
        return (bits >>> 32) + (bits & 0xffff_ffffL);
    }
}
