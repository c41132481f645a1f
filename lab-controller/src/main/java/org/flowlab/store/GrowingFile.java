package org.flowlab.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A file of a run that is read while it may still grow. What is known of it is kept from one
/// reading to the next, and begins anew if the file is another one, became shorter, or was changed
/// without growing. Thread-safe.
///
/// @param <I> what is known of the file
final class GrowingFile<I> {
    private final Path path;
    private final Supplier<I> factory;
    private @Nullable I known;
    private @Nullable Object key;
    private long size;
    private long modified;

    /// Reads the file.
    ///
    /// @param <I> what is known of the file
    interface Reading<I, T extends @Nullable Object> {
        T read(FileChannel file, I known) throws IOException;
    }

    /// @param factory makes what is known of a file that was not read yet
    GrowingFile(Path path, Supplier<I> factory) {
        this.path = path;
        this.factory = factory;
    }

    /// Whether there is such a file. A symbolic link, a pipe or a folder is none.
    boolean exists() {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    /// Reads the file.
    ///
    /// @throws NoSuchFileException if there is none
    /// @throws IOException with the file's name
    synchronized <T extends @Nullable Object> T read(Reading<I, T> reading) throws IOException {
        if (!exists()) {
            throw new NoSuchFileException(path.toString());
        }
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            I index = known;
            if (index == null || !isGrown(now)) {
                index = factory.get();
            }
            known = null; // if this reading fails, the next one begins anew
            T result = reading.read(file, index);
            known = index;
            key = now.fileKey();
            size = now.size();
            modified = now.lastModifiedTime().toMillis();
            return result;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    private boolean isGrown(BasicFileAttributes now) {
        return Objects.equals(key, now.fileKey())
                && (now.size() > size
                        || (now.size() == size && now.lastModifiedTime().toMillis() == modified));
    }
}
