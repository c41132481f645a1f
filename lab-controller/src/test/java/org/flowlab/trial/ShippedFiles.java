package org.flowlab.trial;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where the files that come with the lab stand, seen from a test.
public final class ShippedFiles {
    private ShippedFiles() {}

    /// `topologies` or `experiments`, wherever in the tree the tests were started.
    public static Path folder(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(name))) {
                return at.resolve(name);
            }
        }
        throw new IllegalStateException(
                "no folder " + name + " above " + Path.of("").toAbsolutePath());
    }
}
