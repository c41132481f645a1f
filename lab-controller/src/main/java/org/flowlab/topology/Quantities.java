package org.flowlab.topology;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowlab.topology.TrafficControl.QueueLimit;
import org.flowlab.unit.ByteCount;
import org.flowlab.unit.Misspelt;

/// Reads quantities, in the notation of tc(8). If the text is no such quantity, each method throws
/// [IllegalArgumentException] with the text found and an example of a valid one.
public final class Quantities {
    /// The unit µs is there twice: with U+00B5, the micro sign, and with U+03BC, the Greek letter,
    /// which looks the same.
    private static final Pattern DURATION =
            Pattern.compile(
                    "(-?\\d+(?:\\.\\d+)?)[ \t]*(ns|us|µs|μs|ms|s)",
                    Pattern.CASE_INSENSITIVE); // for ASCII letters only

    private static final Pattern PERCENT = Pattern.compile("(-?\\d+(?:\\.\\d+)?)[ \t]*%");
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);
    private static final BigDecimal HUNDRED = new BigDecimal(100);
    private static final int MOST_LIMIT_DIGITS = 9;
    private static final long MOST_LIMIT_BYTES = 1L << 40;

    private Quantities() {}

    /// Reads a time from 0 to ten minutes, as in `20ms`, `1.5s` or `250us`; in whole nanoseconds.
    public static Duration duration(String text) {
        return duration(text, LONGEST, "10 minutes (600s)");
    }

    /// Reads a node's time limit, from 0 to a day, in the same notation.
    static Duration patience(String text) {
        return duration(text, LONGEST_WAIT, "a day (86400s)");
    }

    private static Duration duration(String text, Duration longest, String words) {
        Matcher m = DURATION.matcher(text);
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is not a time: write a number and ns, us, ms or s, as in 20ms"
                            + Misspelt.comma(text));
        }
        int places =
                switch (m.group(2).toLowerCase(Locale.ROOT)) {
                    case "s" -> 9;
                    case "ms" -> 6;
                    case "ns" -> 0;
                    default -> 3;
                };
        BigDecimal nanos = new BigDecimal(m.group(1)).movePointRight(places);
        if (text.startsWith("-") || nanos.compareTo(new BigDecimal(longest.toNanos())) > 0) {
            throw new IllegalArgumentException("'" + text + "' is out of range: 0 to " + words);
        }
        if (nanos.stripTrailingZeros().scale() > 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is finer than a nanosecond: times are whole nanoseconds");
        }
        return Duration.ofNanos(nanos.longValueExact());
    }

    /// Reads a time of more than 0, at most ten minutes, in the same notation.
    public static Duration positiveDuration(String text) {
        Duration duration = duration(text);
        if (duration.isZero()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is out of range: more than 0, at most 10 minutes (600s)");
        }
        return duration;
    }

    /// Reads a percentage, as in `0.5%`, and returns it as a fraction from 0 to 1.
    public static double fraction(String text) {
        Matcher m = PERCENT.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is not a percentage: write a number and %, as in 0.5%"
                            + Misspelt.comma(text));
        }
        BigDecimal percent = new BigDecimal(m.group(1));
        if (text.startsWith("-") || percent.compareTo(HUNDRED) > 0) {
            throw new IllegalArgumentException("'" + text + "' is out of range: 0% to 100%");
        }
        return percent.doubleValue() / 100;
    }

    /// Reads a queue's limit: packets, as in `100`, or bytes, as in `64kb`.
    public static QueueLimit limit(String text) {
        if (text.matches("0|[1-9]\\d*")) {
            if (text.length() > MOST_LIMIT_DIGITS || Long.parseLong(text) < 1) {
                throw new IllegalArgumentException(
                        "'" + text + "' is out of range: 1 to 999999999 packets");
            }
            return new QueueLimit(Long.parseLong(text), 0);
        }
        long bytes;
        try {
            bytes = ByteCount.parse(text).bytes();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is not a limit: write a number of packets, as in 100, or bytes, as in 64kb");
        }
        if (bytes < 1514 || bytes > MOST_LIMIT_BYTES) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is out of range: at least one full frame, 1514b, and at most 1024gb");
        }
        return new QueueLimit(0, bytes);
    }

    /// Reads the largest size of a host's `output.log`, 1 kb to 1024 gb, as in `64mb`.
    public static ByteCount outputLimit(String text) {
        ByteCount count = ByteCount.parse(text);
        if (count.bytes() < 1024 || count.bytes() > MOST_LIMIT_BYTES) {
            throw new IllegalArgumentException("'" + text + "' is out of range: 1kb to 1024gb");
        }
        return count;
    }

    /// Reads a whole number from `least` to `most`.
    public static int number(String text, int least, int most) {
        if (!text.matches("0|-?[1-9]\\d{0,9}") // not 010: some readers take it for 8
                || Long.parseLong(text) < least
                || Long.parseLong(text) > most) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a whole number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    /// Reads a truth value, in the spellings of YAML 1.2's core schema.
    public static boolean truth(String text) {
        return switch (text) {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default ->
                    throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }
}
