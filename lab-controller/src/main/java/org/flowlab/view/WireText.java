package org.flowlab.view;

/// Makes text from the wire fit to be shown.
final class WireText {
    private static final int MOST_CHARACTERS = 1_000;

    private WireText() {}

    /// The text, cut to 1,000 characters, with `?` in place of control characters and of halves of
    /// characters.
    static String of(String text) {
        String cut =
                text.length() <= MOST_CHARACTERS
                        ? text
                        : text.substring(0, MOST_CHARACTERS - 1) + "…";
        StringBuilder clean = new StringBuilder(cut.length());
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            clean.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return clean.toString();
    }
}
