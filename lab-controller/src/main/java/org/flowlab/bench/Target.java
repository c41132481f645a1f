package org.flowlab.bench;

import java.util.Locale;

/// The range in which a measured value should be.
///
/// @param least lower bound, included; negative infinity if there is none
/// @param most upper bound, included; infinity if there is none
/// @param kind what a value outside the range means
public record Target(double least, double most, Kind kind) {
    public enum Kind {
        /// The target holds on every machine: a value outside it shows a fault of the lab.
        MUST,

        /// The target was reached on an idle machine with two cores. Slower or busy machines miss
        /// it.
        SPEED
    }

    public Target {
        if (!(least <= most)) {
            throw new IllegalArgumentException(
                    "target from "
                            + least
                            + " to "
                            + most
                            + ": must be two numbers, the lower one first");
        }
    }

    public static Target atMost(double most, Kind kind) {
        return new Target(Double.NEGATIVE_INFINITY, most, kind);
    }

    public static Target atLeast(double least, Kind kind) {
        return new Target(least, Double.POSITIVE_INFINITY, kind);
    }

    public static Target within(double least, double most, Kind kind) {
        return new Target(least, most, kind);
    }

    public static Target exactly(double value, Kind kind) {
        return new Target(value, value, kind);
    }

    boolean isMetBy(double value) {
        return least <= value && value <= most;
    }

    /// The range as text: `at most 6`, `990 to 1010`.
    @Override
    public String toString() {
        if (least == most) {
            return text(least);
        }
        if (least == Double.NEGATIVE_INFINITY) {
            return "at most " + text(most);
        }
        return most == Double.POSITIVE_INFINITY
                ? "at least " + text(least)
                : text(least) + " to " + text(most);
    }

    private static String text(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%.4g", value).replaceFirst("\\.?0+$", "");
    }
}
