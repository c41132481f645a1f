package org.flowlab.wire.ethernet;

import java.util.HexFormat;
import java.util.regex.Pattern;
import org.flowlab.wire.Bytes;

/// An Ethernet address.
///
/// @param bits 48 bits; the first byte on the wire is the highest
public record MacAddress(long bits) {
    public static final int LENGTH = 6;
    public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);
    private static final Pattern TEXT = Pattern.compile("[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}");

    public MacAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException(
                    "MAC address 0x" + Long.toHexString(bits) + ": must have at most 48 bits");
        }
    }

    /// Parses an address such as `02:00:c6:12:00:01`.
    ///
    /// @throws IllegalArgumentException if `text` is not an address
    public static MacAddress parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is not a MAC address: write six bytes, as in 02:00:c6:12:00:01");
        }
        return new MacAddress(HexFormat.fromHexDigitsToLong(text.replaceAll("[:-]", "")));
    }

    /// The address in the six bytes that start at `b[at]`.
    public static MacAddress at(byte[] b, int at) {
        return new MacAddress(((long) Bytes.u16(b, at) << 32) | Bytes.u32(b, at + 2));
    }

    public void emit(byte[] b, int at) {
        Bytes.put16(b, at, (int) (bits >>> 32));
        Bytes.put32(b, at + 2, bits);
    }

    /// Whether frames to this address go to more than one station.
    public boolean isGroup() {
        return ((bits >>> 40) & 1) != 0;
    }

    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":")
                .formatHex(
                        new byte[] {
                            (byte) (bits >>> 40),
                            (byte) (bits >>> 32),
                            (byte) (bits >>> 24),
                            (byte) (bits >>> 16),
                            (byte) (bits >>> 8),
                            (byte) bits
                        });
    }
}
