package org.flowlab.bench;

import java.util.Locale;

/// What a measured value should be.
///
/// @param least ends included; negative infinity where there is no such bound
/// @param most ends included; infinity where there is no such bound
/// @param kind what it says when it is missed
public record Target(double least, double most, Kind kind) {
    public enum Kind {
        /// Holds on any machine: where it does not, the lab is wrong.
        MUST,

        /// Was reached on a machine of two cores with nothing else to do; slower ones, and busy
        /// ones, miss it.
        SPEED
    }

    public Target {
        if (!(least <= most)) {
            throw new IllegalArgumentException("from " + least + " to " + most + " is no range");
        }
    }

    static Target atMost(double most, Kind kind) {
        return new Target(Double.NEGATIVE_INFINITY, most, kind);
    }

    static Target atLeast(double least, Kind kind) {
        return new Target(least, Double.POSITIVE_INFINITY, kind);
    }

    static Target within(double least, double most, Kind kind) {
        return new Target(least, most, kind);
    }

    static Target exactly(double value, Kind kind) {
        return new Target(value, value, kind);
    }

    boolean isMetBy(double value) {
        return least <= value && value <= most;
    }

    /// `at most 6`, `990 to 1010`
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
