package org.flowlab.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Where the files are that come with the lab, and those that it leaves.
final class Home {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private Home() {}

    /// A path below `results/` that nobody uses yet: `results/<time>-<what>`, with a number behind
    /// the time where that is there already.
    static Path results(String what) {
        return results(Path.of("results"), LocalDateTime.now(ZoneId.systemDefault()), what);
    }

    static Path results(Path folder, LocalDateTime now, String what) {
        String time = TIME.format(now);
        Path path = folder.resolve(time + "-" + what);
        for (int i = 2; Files.exists(path); i++) {
            path = folder.resolve(time + "-" + i + "-" + what);
        }
        return path;
    }

    /// A folder of the lab's: as seen from here where it is here, so that messages stay short.
    static Path folder(String name) {
        Path here = Path.of(name);
        String home = System.getProperty("flowlab.home", "");
        return Files.isDirectory(here) || home.isEmpty() ? here : Path.of(home, name);
    }
}
