package org.flowlab.wire.ip;

import org.flowlab.wire.Bytes;

/// The Internet checksum (RFC 1071): sums are carried as longs, [#finish] folds them.
public final class InternetChecksum {
    private InternetChecksum() {}

    /// Adds `b[at, at + length)`, which starts at an even place of what is summed.
    public static long add(long sum, byte[] b, int at, int length) {
        int i = at;
        int end = at + length;
        // Sums of 32 bits fold to the same as sums of 16; a long holds 2^32 of them.
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

    /// What goes into the header; 0 if a sum over a header with its checksum is right.
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
