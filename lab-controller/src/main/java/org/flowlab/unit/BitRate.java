package org.flowlab.unit;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A rate in bits per second, at least 1. It is written as in tc(8): `10mbit`, `1gbit`, `512kbit`,
/// `9600bit`.
public record BitRate(long bitsPerSecond) implements Comparable<BitRate> {
    private static final Pattern TEXT =
            Pattern.compile(
                    "(\\d+(?:\\.\\d+)?)[ \t]*([kmgt]?bit)", Pattern.CASE_INSENSITIVE); // ASCII only

    /// Units of rates that are not those of a wire: in tc(8), `mbps` is megabytes per second, while
    /// most other programs mean megabits.
    private static final Pattern OTHER_UNIT =
            Pattern.compile(
                    "(\\d+(?:\\.\\d+)?)[ \t]*([kmgt]?)(?:bps|b/s|bits?/s)",
                    Pattern.CASE_INSENSITIVE);

    /// The highest rate that [#parse] accepts, in bits per second.
    private static final BigDecimal MOST = new BigDecimal("1e15");

    public BitRate {
        if (bitsPerSecond < 1) {
            throw new IllegalArgumentException(
                    "bit rate " + bitsPerSecond + ": must be at least 1 bit/s");
        }
    }

    /// Parses a rate such as `10mbit`.
    ///
    /// @throws IllegalArgumentException if `text` is not a rate; the message shows how one is
    ///   written
    public static BitRate parse(String text) {
        Matcher m = TEXT.matcher(text.strip());
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is not a rate: write a number and bit, kbit, mbit, gbit or tbit, as in "
                            + example(text.strip())
                            + Misspelt.comma(text.strip()));
        }
        int places =
                switch (m.group(2).toLowerCase(Locale.ROOT)) {
                    case "kbit" -> 3;
                    case "mbit" -> 6;
                    case "gbit" -> 9;
                    case "tbit" -> 12;
                    default -> 0;
                };
        BigDecimal bits = new BigDecimal(m.group(1)).movePointRight(places);
        if (bits.signum() == 0 || bits.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("'" + text + "' is out of range: 1bit to 1000tbit");
        }
        if (bits.stripTrailingZeros().scale() > 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is finer than a bit per second: rates are whole bits");
        }
        return new BitRate(bits.longValueExact());
    }

    private static String example(String text) {
        Matcher m = OTHER_UNIT.matcher(text);
        if (!m.matches()) {
            return "20mbit";
        }
        String unit = m.group(2).toLowerCase(Locale.ROOT);
        return m.group(1)
                + unit
                + "bit (tc reads "
                + unit
                + "bps as bytes per second, so it is not allowed here)";
    }

    /// The time in nanoseconds that `bytes` take on a wire of this rate, rounded up.
    public long nanosFor(long bytes) {
        return Math.ceilDiv(Math.multiplyExact(bytes * 8, 1_000_000_000L), bitsPerSecond);
    }

    @Override
    public int compareTo(BitRate other) {
        return Long.compare(bitsPerSecond, other.bitsPerSecond);
    }

    @Override
    public String toString() {
        String[] names = {"tbit", "gbit", "mbit", "kbit"};
        long scale = 1_000_000_000_000L;
        for (String name : names) {
            if (bitsPerSecond >= scale && bitsPerSecond % (scale / 1000) == 0) {
                // Not a double, which would print large numbers with an exponent.
                BigDecimal value =
                        BigDecimal.valueOf(bitsPerSecond).divide(BigDecimal.valueOf(scale));
                return value.stripTrailingZeros().toPlainString() + name;
            }
            scale /= 1000;
        }
        return bitsPerSecond + "bit";
    }
}
