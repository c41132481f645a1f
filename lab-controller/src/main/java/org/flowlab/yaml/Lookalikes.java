package org.flowlab.yaml;

import java.util.OptionalInt;

/// Finds characters that look like other ones, or that cannot be seen. They come from web pages,
/// word processors and keyboards for other scripts.
final class Lookalikes {
    /// Cyrillic and Greek letters. [#LATIN] has, at the same index, the Latin letter that each
    /// looks like.
    private static final String FOREIGN = "аеорсухіјѕһԁԛԝАВЕЅІЈКМНОРСТУХονιαυρκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";

    private static final String LATIN = "aeopcyxijshdqwABESIJKMHOPCTYXoviaupkABEZHIKMNOPTYX";

    /// Blanks that are not spaces in Unicode: the fillers of Hangul, and the empty cell of Braille.
    private static final String BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800";

    private static final String MINUS_AND_BULLET = "\u2212\u2022\u00b7";
    private static final String SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u00b4";
    private static final String DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb";

    private static final int FIRST_FULL_WIDTH = 0xff01;
    private static final int LAST_FULL_WIDTH = 0xff5e;

    private Lookalikes() {}

    /// Whether `c` cannot be seen, or looks like an ordinary space but is another character.
    static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            case Character.SPACE_SEPARATOR -> c != ' ';
            default -> BLANK_LETTERS.indexOf(c) >= 0 || isVariationSelector(c);
        };
    }

    private static boolean isVariationSelector(int c) {
        return (c >= 0xfe00 && c <= 0xfe0f) || c == 0x034f;
    }

    /// Names the first look-alike in `text`, as in `; \u00a0 is NO-BREAK SPACE: write a space`;
    /// empty if there is none.
    static String note(String text) {
        int at = first(text);
        if (at < 0) {
            return "";
        }
        int c = text.codePointAt(at);
        String shown = isInvisible(c) ? Printable.of(Character.toString(c)) : Character.toString(c);
        return "; %s is U+%04X %s: %s".formatted(shown, c, Character.getName(c), remedy(text, at));
    }

    /// The index of the first look-alike in `text`; -1 if there is none.
    static int first(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (isLookalike(text, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isLookalike(String text, int at) {
        int c = text.codePointAt(at);
        if (c < 0x80) {
            return false; // ASCII, even if invisible, needs no note
        }
        return isInvisible(c) || meant(c).isPresent() || isForeignLetter(text, at);
    }

    private static String remedy(String text, int at) {
        int c = text.codePointAt(at);
        if (isForeignLetter(text, at)) {
            return "write the Latin letter " + LATIN.charAt(FOREIGN.indexOf(c));
        }
        OptionalInt meant = meant(c);
        return meant.isPresent()
                ? "write " + Character.toString(meant.getAsInt())
                : Character.getType(c) == Character.SPACE_SEPARATOR
                        ? "write an ordinary space"
                        : "remove it";
    }

    /// The ASCII character that a punctuation mark or a full-width character stands for.
    private static OptionalInt meant(int c) {
        if (c >= FIRST_FULL_WIDTH && c <= LAST_FULL_WIDTH) {
            return OptionalInt.of(c - FIRST_FULL_WIDTH + '!');
        }
        if ((c != '-' && Character.getType(c) == Character.DASH_PUNCTUATION)
                || MINUS_AND_BULLET.indexOf(c) >= 0) {
            return OptionalInt.of('-');
        }
        if (SINGLE_QUOTES.indexOf(c) >= 0) {
            return OptionalInt.of('\'');
        }
        return DOUBLE_QUOTES.indexOf(c) >= 0 ? OptionalInt.of('"') : OptionalInt.empty();
    }

    /// Whether a Cyrillic or Greek letter stands in a word that could be all Latin.
    private static boolean isForeignLetter(String text, int at) {
        if (FOREIGN.indexOf(text.codePointAt(at)) < 0) {
            return false;
        }
        int start = at;
        while (start > 0 && Character.isLetter(text.codePointBefore(start))) {
            start -= Character.charCount(text.codePointBefore(start));
        }
        for (int i = start; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (!Character.isLetter(c)) {
                return true;
            }
            if (c >= 0x80 && FOREIGN.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
