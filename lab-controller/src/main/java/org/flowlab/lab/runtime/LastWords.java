package org.flowlab.lab.runtime;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// The last bytes that a program printed, to be shown when it ends. Thread-safe.
public final class LastWords {
    private static final int MOST_BYTES = 2_000;
    private static final int MOST_LINE = 500;

    private byte[] tail = {};

    /// Adds the first `count` of `bytes`.
    public synchronized void add(byte[] bytes, int count) {
        int kept = Math.min(tail.length, Math.max(0, MOST_BYTES - count));
        int added = Math.min(count, MOST_BYTES);
        byte[] next = new byte[kept + added];
        System.arraycopy(tail, tail.length - kept, next, 0, kept);
        System.arraycopy(bytes, count - added, next, kept, added);
        tail = next;
    }

    /// The lines that end what was printed, at most `most` and in all 2,000 bytes, fit to be shown.
    public synchronized List<String> lines(int most) {
        List<String> lines =
                new String(tail, StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> shown(line).strip())
                        .filter(line -> !line.isEmpty())
                        .toList();
        return lines.subList(Math.max(0, lines.size() - most), lines.size());
    }

    /// The text with a space in place of each character that could move the cursor, set colours or
    /// turn the direction of writing; cut to 500 characters.
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(MOST_LINE)
                .map(c -> isVisible(c) ? c : ' ')
                .forEach(shown::appendCodePoint);
        return text.length() > MOST_LINE ? shown + "…" : shown.toString();
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
