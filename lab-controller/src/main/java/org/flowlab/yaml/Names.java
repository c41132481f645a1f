package org.flowlab.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Checks names, and finds the allowed name that was probably meant.
public final class Names {
    private static final int MOST_SHOWN = 20;
    private static final int LONGEST = 64;

    /// The fewest letters at the beginning that a word and a name must share.
    private static final int LEAST_BEGINNING = 3;

    /// Words of other tools for keys of `tc`.
    private static final Map<String, String> SYNONYMS =
            Map.of(
                    "latency", "delay",
                    "bandwidth", "rate",
                    "packet-loss", "loss",
                    "packet_loss", "loss",
                    "packetloss", "loss",
                    "queue", "limit");

    private static final Pattern TITLE = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,63}");

    private Names() {}

    /// Checks the name of a topology or an experiment.
    ///
    /// @throws IllegalArgumentException if no folder can have this name
    public static String title(String text) {
        if (!TITLE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + Printable.abbreviated(text)
                            + "' cannot be a name: write at most 64 letters, digits, spaces and . _ -,"
                            + " a letter or digit first");
        }
        return text;
    }

    /// The default name of a topology or an experiment, which is made from its file's name.
    public static String titleOf(String file) {
        String base = file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.ya?ml$", "");
        String title =
                base.replaceAll("[^\\p{L}\\p{N} ._-]", "-").replaceFirst("^[^\\p{L}\\p{N}]+", "");
        return title.isEmpty() ? "unnamed" : title.substring(0, Math.min(64, title.length()));
    }

    /// The end of a message about an unknown name: `; did you mean delay? allowed: delay, jitter`.
    public static String hint(String found, Collection<String> allowed) {
        if (allowed.isEmpty()) {
            return "; nothing is allowed here";
        }
        String meant =
                nearest(found, allowed).map(name -> "; did you mean " + name + "?").orElse(";");
        String list = String.join(", ", allowed.stream().limit(MOST_SHOWN).toList());
        return meant + " allowed: " + list + (allowed.size() > MOST_SHOWN ? ", …" : "");
    }

    /// Checks that `text` is one of `allowed`, and returns it.
    ///
    /// @throws IllegalArgumentException if it is not, with a hint
    public static String known(String text, Collection<String> allowed) {
        if (!allowed.contains(text)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not known here" + hint(text, allowed));
        }
        return text;
    }

    /// The allowed name that was probably meant by `found`: the one that differs by the fewest
    /// letters. If these are two or more, a name that `found` begins with, or the only name that
    /// begins with `found`, is preferred: `corruption` means `corrupt`. Another tool's word for an
    /// allowed name means that name: `latency` means `delay`.
    public static Optional<String> nearest(String found, Collection<String> allowed) {
        if (found.length() > LONGEST) {
            return Optional.empty();
        }
        String word = found.toLowerCase(Locale.ROOT);
        int dot = word.lastIndexOf('.') + 1; // a factor of a link has its key at the end
        String synonym = SYNONYMS.get(word.substring(dot));
        if (synonym != null && allowed.contains(found.substring(0, dot) + synonym)) {
            return Optional.of(found.substring(0, dot) + synonym);
        }
        Optional<String> related = sharesBeginning(word, allowed);
        String best = "";
        int least = Math.max(1, found.length() / 3) + 1;
        for (String name : allowed) {
            if (Math.abs(name.length() - found.length()) >= least) {
                continue;
            }
            int distance = distance(word, name.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        boolean oneLetter = !best.isEmpty() && least <= 1;
        if (related.isPresent()
                && (!oneLetter
                        || distance(word, related.get().toLowerCase(Locale.ROOT)) <= least)) {
            return related;
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    /// The longest name that `word` begins with; otherwise the only one that begins with `word`.
    private static Optional<String> sharesBeginning(String word, Collection<String> allowed) {
        Optional<String> beginning =
                allowed.stream()
                        .filter(name -> name.length() >= LEAST_BEGINNING)
                        .filter(name -> word.startsWith(name.toLowerCase(Locale.ROOT)))
                        .max(Comparator.comparingInt(String::length));
        if (beginning.isPresent() || word.length() < LEAST_BEGINNING) {
            return beginning;
        }
        List<String> longer =
                allowed.stream()
                        .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(word))
                        .limit(2)
                        .toList();
        return longer.size() == 1 ? Optional.of(longer.getFirst()) : Optional.empty();
    }

    /// The number of insertions, deletions, substitutions and swaps of neighbours that turn `a`
    /// into `b` (optimal string alignment).
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] =
                        Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
