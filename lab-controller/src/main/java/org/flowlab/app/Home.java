package org.flowlab.app;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Stream;
import org.flowlab.yaml.InputException;

/// The folders of the files that come with the lab, and of those that it leaves.
final class Home {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private Home() {}

    /// A path below `results/` that does not exist yet: `results/<time>-<what>`, with a number
    /// after the time if that exists.
    static Path results(String what) {
        return results(Path.of("results"), LocalDateTime.now(ZoneId.systemDefault()), what);
    }

    static Path results(Path folder, LocalDateTime now, String what) {
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
    ///
    /// @throws InputException if none can be made
    /// @throws IOException if the disk has no room for it
    static Path newResults(String what) throws IOException {
        try {
            return newResults(Path.of("results"), LocalDateTime.now(ZoneId.systemDefault()), what);
        } catch (IOException e) {
            if (Failures.noRoom(e)) {
                throw e;
            }
            throw new InputException("a folder for the results: " + Failures.words(e));
        }
    }

    static Path newResults(Path folder, LocalDateTime now, String what) throws IOException {
        Files.createDirectories(folder);
        for (int number = 1; ; number++) {
            try {
                return Files.createDirectory(numbered(folder, now, number, what));
            } catch (FileAlreadyExistsException e) {
                // so the next number is tried
            }
        }
    }

    /// Removes a folder that [#newResults] made, if it is empty.
    static void dropIfEmpty(Path results) throws IOException {
        try {
            Files.deleteIfExists(results);
        } catch (DirectoryNotEmptyException e) {
            // then it stays
        }
    }

    /// A folder of the lab: relative if it is in the current one, so that messages stay short.
    static Path folder(String name) {
        Path here = Path.of(name);
        String home = System.getProperty("flowlab.home", "");
        return Files.isDirectory(here) || home.isEmpty() ? here : Path.of(home, name);
    }
}
