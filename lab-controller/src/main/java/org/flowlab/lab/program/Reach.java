package org.flowlab.lab.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.flowlab.sys.Owner;

/// Finds out whether another user can enter a folder.
final class Reach {
    private static final int OWNER_SHIFT = 6;
    private static final int GROUP_SHIFT = 3;

    private Reach() {}

    /// The outermost directory on the way to `folder` that its mode closes to `user`; empty if
    /// there is none. Access control lists and the user's other groups are not considered.
    static Optional<Path> closed(Path folder, Owner user) {
        Path whole = folder.toAbsolutePath();
        for (int names = 1; names <= whole.getNameCount(); names++) {
            Path directory = whole.getRoot().resolve(whole.subpath(0, names));
            try {
                if (!isOpen(Files.readAttributes(directory, "unix:mode,uid,gid"), user)) {
                    return Optional.of(directory);
                }
            } catch (IOException e) {
                return Optional.empty(); // not known
            }
        }
        return Optional.empty();
    }

    private static boolean isOpen(Map<String, Object> directory, Owner user) {
        int mode = number(directory, "mode");
        int shift =
                number(directory, "uid") == user.uid()
                        ? OWNER_SHIFT
                        : number(directory, "gid") == user.gid() ? GROUP_SHIFT : 0;
        return (mode >> shift & 1) != 0;
    }

    private static int number(Map<String, Object> directory, String attribute) {
        return (Integer) Objects.requireNonNull(directory.get(attribute), attribute);
    }
}
