package org.flowlab.app;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Words for what went wrong with files and memory. The exceptions of `java.nio.file` name only the
/// file in their message, and the reason in their class.
final class Failures {
    private Failures() {}

    /// What to do about the native library for TLS if it could not be unpacked and loaded; empty if
    /// `e` has another reason.
    static Optional<String> unloadedLibrary(Throwable e) {
        boolean unloaded =
                Stream.iterate(e, Objects::nonNull, Throwable::getCause)
                        .anyMatch(UnsatisfiedLinkError.class::isInstance);
        if (!unloaded) {
            return Optional.empty();
        }
        String why = cannotUnpack(e).map(cause -> ": " + words(cause)).orElse("");
        return Optional.of(
                "the library for TLS cannot be unpacked into "
                        + System.getProperty("java.io.tmpdir")
                        + " (java.io.tmpdir) and loaded from there"
                        + why
                        + "; make room there (20 MB), make it writable and not noexec,"
                        + " or set TMPDIR to a folder that is");
    }

    private static Optional<IOException> cannotUnpack(@Nullable Throwable e) {
        return switch (e) {
            case null -> Optional.empty();
            case FileNotFoundException _ ->
                    Optional.empty(); // a library for another kind of machine
            case IOException io -> Optional.of(io);
            default ->
                    Stream.concat(Stream.ofNullable(e.getCause()), Stream.of(e.getSuppressed()))
                            .flatMap(inner -> cannotUnpack(inner).stream())
                            .findFirst();
        };
    }

    /// Whether a file could not be written because the disk, a quota or a limit on its size is
    /// full.
    static boolean noRoom(IOException e) {
        String what = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return what != null
                && Stream.of("No space left on device", "Disk quota exceeded", "File too large")
                        .anyMatch(what::endsWith);
    }

    /// What to do if there was no room, else nothing.
    static String room(IOException e) {
        return noRoom(e) ? ". Make room there, or choose another place." : "";
    }

    /// Which kind of memory ran out, and what to do.
    static String words(OutOfMemoryError e) {
        String what = String.valueOf(e.getMessage());
        return what.contains("native thread")
                ? "the system lets this process start no more threads: "
                        + what
                        + ". Raise the limit on processes (ulimit -u, pids.max), or free memory."
                : "out of memory: "
                        + what
                        + ". Give the JVM more, as in JAVA_TOOL_OPTIONS=-Xmx4g, or free memory.";
    }

    static String words(IOException e) {
        if (!(e instanceof FileSystemException file)) {
            String message = e.getMessage();
            return message == null ? e.toString() : message;
        }
        String reason =
                switch (file) {
                    case AccessDeniedException _ -> "permission denied";
                    case NoSuchFileException _ -> "no such file or folder";
                    case NotDirectoryException _ -> "is not a folder";
                    case FileAlreadyExistsException _ -> "is there already";
                    default -> "cannot be used";
                };
        String told = file.getReason();
        return file.getFile() + ": " + (told == null ? reason : told);
    }
}
