package org.flowlab.app;

import java.util.Locale;

/// Nanoseconds as milliseconds in a column.
final class Millis {
    private Millis() {}

    /// Three decimals, or as many of them as fit into `width`.
    static String in(int width, long nanos) {
        String text = "";
        for (int decimals = 3; decimals >= 0; decimals--) {
            text = String.format(Locale.ROOT, "%." + decimals + "f", nanos / 1e6);
            if (text.length() <= width) {
                break;
            }
        }
        return text;
    }

    /// With its sign.
    static String gap(int width, long nanos) {
        return nanos < 0 ? in(width, nanos) : "+" + in(width - 1, nanos);
    }
}
