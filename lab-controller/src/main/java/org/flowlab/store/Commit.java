package org.flowlab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Which commit the lab's sources are at, as the repository's files say: no program is run for it.
final class Commit {
    static final String UNKNOWN = "unknown";

    private static final int HASH_DIGITS = 40;

    private Commit() {}

    /// Of the checkout that this process was started from.
    static String ofThis() {
        return of(Path.of(System.getProperty("flowlab.home", ".")));
    }

    /// @param home the folder that is checked out
    /// @return 40 digits, or [#UNKNOWN]; whether files were changed since, nobody knows
    static String of(Path home) {
        try {
            Path git = folder(home.resolve(".git"));
            String head = Files.readString(git.resolve("HEAD")).strip();
            if (!head.startsWith("ref: ")) {
                return hash(head);
            }
            String ref = head.substring("ref: ".length()).strip();
            Path common = git.resolve("commondir");
            Path all =
                    Files.exists(common)
                            ? git.resolve(Files.readString(common).strip()).normalize()
                            : git;
            Path loose = all.resolve(ref);
            return Files.exists(loose)
                    ? hash(Files.readString(loose).strip())
                    : packed(all.resolve("packed-refs"), ref);
        } catch (IOException | RuntimeException e) {
            return UNKNOWN;
        }
    }

    /// A work tree of its own has a file there that names the folder.
    private static Path folder(Path git) throws IOException {
        if (Files.isDirectory(git)) {
            return git;
        }
        String text = Files.readString(git).strip();
        return git.resolveSibling(text.replaceFirst("^gitdir: *", "")).normalize();
    }

    private static String packed(Path refs, String ref) throws IOException {
        for (String line : Files.readAllLines(refs)) {
            if (line.endsWith(" " + ref)) {
                return hash(line.substring(0, line.indexOf(' ')));
            }
        }
        return UNKNOWN;
    }

    private static String hash(String text) {
        return text.length() == HASH_DIGITS
                        && text.chars().allMatch(c -> Character.digit(c, 16) >= 0)
                ? text
                : UNKNOWN;
    }
}
