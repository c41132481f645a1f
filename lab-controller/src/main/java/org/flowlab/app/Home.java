package org.flowlab.app;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where the files are that come with the lab.
final class Home {
    private Home() {}

    /// A folder of the lab's: as seen from here where it is here, so that messages stay short.
    static Path folder(String name) {
        Path here = Path.of(name);
        String home = System.getProperty("flowlab.home", "");
        return Files.isDirectory(here) || home.isEmpty() ? here : Path.of(home, name);
    }
}
