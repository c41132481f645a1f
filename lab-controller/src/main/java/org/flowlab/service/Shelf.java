package org.flowlab.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.flowlab.yaml.InputException;
import org.jspecify.annotations.Nullable;

/// The YAML files of one folder, by name. A name is looked up in the list of the folder's files; it
/// is never used as a path.
///
/// @param <T> what a file holds
final class Shelf<T> {
    /// The most files that are listed.
    private static final int MOST = 1_000;

    private final String kind;
    private final Path folder;
    private final Function<Path, T> reader;

    /// @param kind such as `topology`
    /// @param reader reads a file, or throws an [InputException]
    Shelf(String kind, Path folder, Function<Path, T> reader) {
        this.kind = kind;
        this.folder = folder;
        this.reader = reader;
    }

    /// A file.
    ///
    /// @param content null if it has problems
    record Item<T>(String name, Path file, @Nullable T content, List<String> problems) {
        Item {
            problems = List.copyOf(problems);
        }
    }

    /// The files in the order of their names; none if there is no such folder.
    List<Item<T>> items() {
        return files().stream().map(this::read).toList();
    }

    private Item<T> read(Path file) {
        try {
            return new Item<>(name(file), file, reader.apply(file), List.of());
        } catch (InputException e) {
            return new Item<>(name(file), file, null, e.problems());
        }
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(f -> f.toString().matches(".*\\.ya?ml"))
                    .filter(f -> !String.valueOf(f.getFileName()).startsWith("."))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .limit(MOST)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("list the files in " + folder + ": " + e, e);
        }
    }

    List<String> names() {
        return files().stream().map(Shelf::name).toList();
    }

    /// The file called `name`, without its ending.
    ///
    /// @throws NotFoundException if there is none
    Path file(String name) {
        List<Path> files = files();
        return files.stream()
                .filter(f -> name(f).equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                NotFoundException.of(
                                        kind, name, files.stream().map(Shelf::name).toList()));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
    }
}
