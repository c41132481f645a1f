package org.flowlab.unit;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of bytes, at least 0. It is written as in tc(8): `1500b`, `64kb`, `1mb`. Units are
/// powers of 1024.
public record ByteCount(long bytes) implements Comparable<ByteCount> {
    private static final Pattern TEXT =
            Pattern.compile(
                    "(\\d+(?:\\.\\d+)?)[ \t]*([kmg]?b)", Pattern.CASE_INSENSITIVE); // ASCII only

    public ByteCount {
        if (bytes < 0) {
            throw new IllegalArgumentException("byte count " + bytes + ": must not be negative");
        }
    }

    /// Parses a byte count such as `64kb`.
    ///
    /// @throws IllegalArgumentException if `text` is not a byte count; the message shows how one is
    ///   written
    public static ByteCount parse(String text) {
        Matcher m = TEXT.matcher(text.strip());
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is not a byte count: write a number and b, kb, mb or gb, as in 64kb"
                            + Misspelt.comma(text.strip()));
        }
        double scale =
                switch (m.group(2).toLowerCase(Locale.ROOT)) {
                    case "kb" -> 1L << 10;
                    case "mb" -> 1L << 20;
                    case "gb" -> 1L << 30;
                    default -> 1;
                };
        return new ByteCount(Math.round(Double.parseDouble(m.group(1)) * scale));
    }

    /// The count for people to read, rounded to about three digits, such as `4.7mb`.
    public String rounded() {
        String[] units = {"b", "kb", "mb", "gb", "tb"};
        int unit = 0;
        double value = bytes;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(
                Locale.ROOT, unit == 0 || value >= 99.95 ? "%.0f%s" : "%.1f%s", value, units[unit]);
    }

    @Override
    public int compareTo(ByteCount other) {
        return Long.compare(bytes, other.bytes);
    }

    @Override
    public String toString() {
        if (bytes > 0 && bytes % (1 << 20) == 0) {
            return (bytes >> 20) + "mb";
        }
        return bytes > 0 && bytes % (1 << 10) == 0 ? (bytes >> 10) + "kb" : bytes + "b";
    }
}
