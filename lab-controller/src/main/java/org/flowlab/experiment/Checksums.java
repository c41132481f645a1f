package org.flowlab.experiment;

/// Whether a receiving kernel would accept a frame of ours: the IPv4 and TCP or UDP checksums hold
/// (RFC 1071).
final class Checksums {
    private static final int ETHERNET_HEADER = 14;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private Checksums() {}

    static boolean hold(byte[] frame) {
        if (frame.length < ETHERNET_HEADER + 20) {
            return false;
        }
        int header = (frame[ETHERNET_HEADER] & 0x0f) * 4;
        int total = at(frame, ETHERNET_HEADER + 2);
        if (header < 20 || total < header || ETHERNET_HEADER + total > frame.length) {
            return false;
        }
        if (fold(sum(frame, ETHERNET_HEADER, header)) != 0xffff) {
            return false;
        }
        int protocol = frame[ETHERNET_HEADER + 9] & 0xff;
        if (protocol != TCP && protocol != UDP) {
            return true;
        }
        long pseudo = sum(frame, ETHERNET_HEADER + 12, 8) + protocol + (total - header);
        return fold(pseudo + sum(frame, ETHERNET_HEADER + header, total - header)) == 0xffff;
    }

    private static long sum(byte[] frame, int offset, int length) {
        long sum = 0;
        for (int i = 0; i + 1 < length; i += 2) {
            sum += at(frame, offset + i);
        }
        return length % 2 == 0 ? sum : sum + ((frame[offset + length - 1] & 0xff) << 8);
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded >> 16 != 0) {
            folded = (folded & 0xffff) + (folded >> 16);
        }
        return (int) folded;
    }

    private static int at(byte[] frame, int offset) {
        return ((frame[offset] & 0xff) << 8) | (frame[offset + 1] & 0xff);
    }
}
