package org.flowlab.wire.ip;

/// An IPv4 address.
///
/// @param bits the four bytes; the first one on the wire is the highest
public record Ipv4Address(int bits) {
    public static final int LENGTH = 4;

    /// Parses an address such as `198.18.0.1`.
    ///
    /// @throws IllegalArgumentException if `text` is not an address
    public static Ipv4Address parse(String text) {
        String[] parts = text.split("\\.", -1);
        int bits = 0;
        boolean good = parts.length == LENGTH;
        for (int i = 0; good && i < LENGTH; i++) {
            good = parts[i].matches("\\d{1,3}") && Integer.parseInt(parts[i]) <= 255;
            bits = good ? (bits << 8) | Integer.parseInt(parts[i]) : 0;
        }
        if (!good) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an IPv4 address: write four bytes, as in 198.18.0.1");
        }
        return new Ipv4Address(bits);
    }

    @Override
    public String toString() {
        return (bits >>> 24)
                + "."
                + ((bits >>> 16) & 0xff)
                + "."
                + ((bits >>> 8) & 0xff)
                + "."
                + (bits & 0xff);
    }
}
