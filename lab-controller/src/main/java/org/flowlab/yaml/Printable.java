package org.flowlab.yaml;

/// Texts of the user's as they may be shown on a terminal.
final class Printable {
    private static final int MOST_SHOWN = 60;

    private Printable() {}

    /// `text` with everything that cannot be seen, moves the cursor, colours the screen or turns
    /// the direction of writing written out: `\u001b`, `\u00a0`.
    static String of(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            if (Lookalikes.isInvisible(c)) {
                                shown.append("\\u%04x".formatted(c));
                            } else {
                                shown.appendCodePoint(c);
                            }
                        });
        return shown.toString();
    }

    /// The first part of a long text.
    static String abbreviated(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }
}
