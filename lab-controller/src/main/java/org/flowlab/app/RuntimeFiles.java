package org.flowlab.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flowlab.view.Json;
import tools.jackson.core.JacksonException;

/// The runtime files of this user's controllers, `<port>.json` each: who can read such a file is
/// the user who runs the controller, or root.
///
/// They are in `$XDG_RUNTIME_DIR/flowlab`, or in `/tmp/flowlab-<uid>` if that is not set. A folder
/// counts only if it belongs to this user, is open to no other, and is no link.
final class RuntimeFiles {
    private static final int MOST_BYTES = 4_096;

    /// The bits of a mode that open a file to others.
    private static final int OTHERS = 077;

    private final List<Path> folders;

    /// What a controller writes about itself.
    ///
    /// @param url its address on this machine
    /// @param secret shows that a request comes from its user
    record Running(long pid, String url, String secret) {
        /// Whether its process is there.
        boolean lives() {
            return ProcessHandle.of(pid).isPresent();
        }
    }

    /// @param folders the first one is written to, all are read
    RuntimeFiles(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /// @param environment with `XDG_RUNTIME_DIR`, if there is one
    /// @param user the user's number, as the machine knows it
    static RuntimeFiles of(Map<String, String> environment, String user) {
        List<Path> folders = new ArrayList<>();
        String own = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (!own.isEmpty() && isOwn(Path.of(own))) {
            folders.add(Path.of(own, "flowlab"));
        }
        folders.add(Path.of("/tmp", "flowlab-" + user));
        return new RuntimeFiles(folders);
    }

    /// Those of the user who called `./lab`, also when it has put this process into a user
    /// namespace, in which that user is called root.
    static RuntimeFiles ofThisUser(Map<String, String> environment) {
        return of(environment, System.getProperty("flowlab.uid", Integer.toString(user())));
    }

    private static int user() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException("read the user of this process", e);
        }
    }

    private static boolean isOwn(Path folder) {
        try {
            Map<String, Object> found =
                    Files.readAttributes(
                            folder, "unix:uid,mode,isDirectory", LinkOption.NOFOLLOW_LINKS);
            return Boolean.TRUE.equals(found.get("isDirectory")) && isPrivate(found);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isPrivate(Map<String, Object> found) {
        return found.get("uid") instanceof Integer uid
                && uid == user()
                && found.get("mode") instanceof Integer mode
                && (mode & OTHERS) == 0;
    }

    /// Writes the file of the controller on `port`. A file that another one left is replaced.
    ///
    /// @return the file
    /// @throws ExitException if another user has taken the folder's name
    /// @throws IOException if it cannot be written
    Path write(int port, Running running) throws IOException {
        Path folder = folders.getFirst();
        try {
            Files.createDirectory(folder, mode("rwx------"));
        } catch (FileAlreadyExistsException e) {
            // whose it is, is checked below
        }
        if (!isOwn(folder)) {
            throw new ExitException(
                    Exit.MACHINE,
                    List.of(
                            "flowlab: "
                                    + folder
                                    + ", the folder for the controller's runtime file, is no folder"
                                    + " of this user alone.",
                            "Remove it, or set XDG_RUNTIME_DIR to a folder of yours with mode"
                                    + " 0700."));
        }
        Path file = folder.resolve(port + ".json");
        Path fresh = folder.resolve(port + "." + running.pid() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, mode("rw-------"));
        Files.writeString(fresh, Json.of(running) + "\n", StandardOpenOption.WRITE);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return file;
    }

    private static FileAttribute<?> mode(String words) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(words));
    }

    /// Removes a file that [#write] made, unless another controller has replaced it.
    static void remove(Path file, Running running) throws IOException {
        if (read(file).filter(running::equals).isPresent()) {
            Files.deleteIfExists(file);
        }
    }

    /// The controller on `port` of this machine, if its process is there.
    Optional<Running> find(int port) {
        return folders.stream()
                .filter(RuntimeFiles::isOwn)
                .flatMap(folder -> read(folder.resolve(port + ".json")).stream())
                .filter(Running::lives)
                .findFirst();
    }

    /// All controllers of this user whose processes are there.
    List<Running> all() {
        List<Running> all = new ArrayList<>();
        for (Path folder : folders) {
            if (!isOwn(folder)) {
                continue;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
                files.forEach(file -> read(file).filter(Running::lives).ifPresent(all::add));
            } catch (IOException e) {
                // then they are not known
            }
        }
        return all;
    }

    private static Optional<Running> read(Path file) {
        try {
            Map<String, Object> found =
                    Files.readAttributes(
                            file, "unix:uid,mode,isRegularFile", LinkOption.NOFOLLOW_LINKS);
            if (!Boolean.TRUE.equals(found.get("isRegularFile")) || !isPrivate(found)) {
                return Optional.empty();
            }
            Running running = Json.read(text(file), Running.class);
            return running.url() == null || running.secret() == null
                    ? Optional.empty()
                    : Optional.of(running);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | JacksonException e) {
            return Optional.empty(); // one that is cut off is as good as none
        }
    }

    private static String text(Path file) throws IOException {
        Set<java.nio.file.OpenOption> options =
                Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try (SeekableByteChannel channel = Files.newByteChannel(file, options)) {
            ByteBuffer bytes =
                    ByteBuffer.wrap(Channels.newInputStream(channel).readNBytes(MOST_BYTES));
            return StandardCharsets.UTF_8.decode(bytes).toString();
        }
    }
}
