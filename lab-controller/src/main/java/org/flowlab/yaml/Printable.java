package org.flowlab.yaml;

/// Texts of the user's as they may be shown on a terminal.
final class Printable {
    private static final int MOST_SHOWN = 60;

    private Printable() {}

    /// `text` with everything that would move the cursor, colour the screen or turn the direction
    /// of writing written out: `\u001b`.
    static String of(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            switch (Character.getType(c)) {
                                case Character.CONTROL,
                                        Character.FORMAT,
                                        Character.SURROGATE,
                                        Character.LINE_SEPARATOR,
                                        Character.PARAGRAPH_SEPARATOR ->
                                        shown.append("\\u%04x".formatted(c));
                                default -> shown.appendCodePoint(c);
                            }
                        });
        return shown.toString();
    }

    /// The first part of a long text.
    static String abbreviated(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }
}
