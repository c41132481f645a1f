package org.flowlab.flow;

import java.util.Locale;

/// Nanoseconds as a person reads them in a sentence.
final class Millis {
    private Millis() {}

    /// `12.345 ms`
    static String of(long nanos) {
        return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
    }
}
