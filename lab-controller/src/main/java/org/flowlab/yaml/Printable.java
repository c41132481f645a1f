package org.flowlab.yaml;

/// Makes the user's texts safe to show on a terminal.
final class Printable {
    private static final int MOST_SHOWN = 60;

    private Printable() {}

    /// Replaces control characters and characters that cannot be seen by escapes, such as `\u001b`
    /// and `\u00a0`. So the text cannot move the cursor, set colours or turn the direction of
    /// writing.
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

    /// The text, cut after 60 characters.
    static String abbreviated(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }
}
