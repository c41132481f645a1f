package org.flowlab.observe;

/// Makes text that came over the wire, or from a program, fit to be shown.
public final class WireText {
    private static final int MOST_CHARACTERS = 1_000;

    private WireText() {}

    /// The text, cut to 1,000 characters, with `?` in place of control characters and of halves of
    /// characters.
    public static String of(String text) {
        return of(text, MOST_CHARACTERS);
    }

    /// The same, cut to `most` characters.
    static String of(String text, int most) {
        String cut = text.length() <= most ? text : text.substring(0, most - 1) + "…";
        StringBuilder clean = new StringBuilder(cut.length());
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            clean.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return clean.toString();
    }
}
