package org.flowlab.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.flowlab.store.ResultsNames;
import org.flowlab.yaml.InputException;

/// The folders of the files that come with the lab, and of those that it leaves.
final class Home {
    private Home() {}

    /// A path below `results/` that does not exist yet: `results/<time>-<what>`, with a number
    /// after the time if that exists.
    static Path results(String what) {
        return ResultsNames.free(
                Path.of("results"), LocalDateTime.now(ZoneId.systemDefault()), what);
    }

    /// Makes a folder of such a name. Two labs that do so at the same moment get different ones.
    ///
    /// @throws InputException if none can be made
    /// @throws IOException if the disk has no room for it
    static Path newResults(String what) throws IOException {
        try {
            return ResultsNames.make(
                    Path.of("results"), LocalDateTime.now(ZoneId.systemDefault()), what);
        } catch (IOException e) {
            if (Failures.noRoom(e)) {
                throw e;
            }
            throw new InputException("a folder for the results: " + Failures.words(e));
        }
    }

    /// A folder of the lab: relative if it is in the current one, so that messages stay short.
    static Path folder(String name) {
        Path here = Path.of(name);
        String home = System.getProperty("flowlab.home", "");
        return Files.isDirectory(here) || home.isEmpty() ? here : Path.of(home, name);
    }
}
