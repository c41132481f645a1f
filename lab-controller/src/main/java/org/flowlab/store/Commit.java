package org.flowlab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Finds the commit of the lab's sources in the repository's files, without running git.
final class Commit {
    static final String UNKNOWN = "unknown";

    private static final int HASH_DIGITS = 40;

    private Commit() {}

    /// The commit of the checkout from which this process was started.
    static String ofThis() {
        return of(Path.of(System.getProperty("flowlab.home", ".")));
    }

    /// The commit of a checkout. Changed files are not detected.
    ///
    /// @param home the folder of the checkout
    /// @return 40 digits, or [#UNKNOWN]
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

    /// The repository's folder. In a linked work tree `.git` is a file with the folder's path.
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
