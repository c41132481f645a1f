package org.flowlab.store;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Stream;

/// Names of results folders: `<time>-<what>`, with a number after the time if that exists.
public final class ResultsNames {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private ResultsNames() {}

    /// A path in `folder` that does not exist yet.
    ///
    /// @param what the experiment's name, or another word for what is in it
    public static Path free(Path folder, LocalDateTime now, String what) {
        return Stream.iterate(1, i -> i + 1)
                .map(i -> numbered(folder, now, i, what))
                .filter(path -> !Files.exists(path))
                .findFirst()
                .orElseThrow();
    }

    private static Path numbered(Path folder, LocalDateTime now, int number, String what) {
        String time = TIME.format(now) + (number == 1 ? "" : "-" + number);
        return folder.resolve(time + "-" + what);
    }

    /// Makes a folder of such a name. Two labs that do so at the same moment get different ones.
    public static Path make(Path folder, LocalDateTime now, String what) throws IOException {
        Files.createDirectories(folder);
        for (int number = 1; ; number++) {
            try {
                return Files.createDirectory(numbered(folder, now, number, what));
            } catch (FileAlreadyExistsException e) {
                // so the next number is tried
            }
        }
    }

    /// Removes a folder that [#make] made, if it is empty.
    public static void dropIfEmpty(Path results) throws IOException {
        try {
            Files.deleteIfExists(results);
        } catch (DirectoryNotEmptyException e) {
            // then it stays
        }
    }
}
