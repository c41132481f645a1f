package org.flowlab.wire.tcp;

/// The flag bits of a TCP segment.
public final class TcpFlags {
    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;
    public static final int ECE = 0x40;
    public static final int CWR = 0x80;

    /// Accurate ECN. The bit was called NS before.
    public static final int AE = 0x100;

    private static final String[] NAMES = {
        "FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE"
    };

    private TcpFlags() {}

    /// The names of the bits that are set, the lowest bit first, such as `SYN|ACK`; `no flags` if
    /// none is set.
    public static String names(int flags) {
        StringBuilder names = new StringBuilder();
        for (int bit = 0; bit < NAMES.length; bit++) {
            if ((flags & 1 << bit) != 0) {
                names.append(names.isEmpty() ? "" : "|").append(NAMES[bit]);
            }
        }
        return names.isEmpty() ? "no flags" : names.toString();
    }
}
