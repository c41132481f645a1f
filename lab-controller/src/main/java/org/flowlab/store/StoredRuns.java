package org.flowlab.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The results folders in one folder. A run is named by its folder's name, which is looked up in
/// the list of folders and never used as a path. Thread-safe.
public final class StoredRuns {
    /// How many runs' indexes are kept.
    private static final int MOST_OPEN = 8;

    private final Path results;

    /// The runs that were read last, the latest at the end.
    private final LinkedHashMap<String, StoredRun> open = new LinkedHashMap<>();

    /// @param results need not exist
    public StoredRuns(Path results) {
        this.results = results;
    }

    /// A results folder in the list.
    ///
    /// @param id the folder's name
    /// @param changed when the run began; if that is not known, when the folder was changed
    /// @param scalars the numbers, texts and booleans at the top level of `run.json`
    /// @param problem why `run.json` cannot be read; empty if it can
    public record Item(String id, Instant changed, Map<String, Object> scalars, String problem) {
        public Item {
            scalars = Map.copyOf(scalars);
        }
    }

    /// The results folders, the newest first. Of each only `run.json` is read.
    public List<Item> list() {
        return folders().stream()
                .map(StoredRuns::item)
                .sorted(Comparator.comparing(Item::changed).thenComparing(Item::id).reversed())
                .toList();
    }

    private static Item item(Path folder) {
        String id = name(folder);
        try {
            Map<String, Object> scalars = RunHead.scalars(folder.resolve(ResultsFolder.RUN));
            return new Item(id, start(scalars, folder), scalars, "");
        } catch (IOException e) {
            return new Item(id, start(Map.of(), folder), Map.of(), String.valueOf(e.getMessage()));
        }
    }

    private static Instant start(Map<String, Object> scalars, Path folder) {
        try {
            return Instant.parse(String.valueOf(scalars.get("start")));
        } catch (DateTimeParseException e) {
            try {
                return Files.getLastModifiedTime(folder).toInstant();
            } catch (IOException gone) {
                return Instant.EPOCH;
            }
        }
    }

    /// The item of one results folder; empty if there is none of that name.
    public Optional<Item> item(String id) {
        return folder(id).map(StoredRuns::item);
    }

    /// The run in the results folder of that name; empty if there is none.
    public Optional<StoredRun> run(String id) {
        return folder(id).map(this::open);
    }

    private synchronized StoredRun open(Path folder) {
        String id = name(folder);
        StoredRun known = open.remove(id);
        StoredRun run = known == null ? new StoredRun(folder) : known;
        open.put(id, run);
        if (open.size() > MOST_OPEN) {
            open.pollFirstEntry();
        }
        return run;
    }

    private Optional<Path> folder(String id) {
        return folders().stream().filter(f -> name(f).equals(id)).findFirst();
    }

    /// The names of the results folders.
    public List<String> ids() {
        return folders().stream().map(StoredRuns::name).toList();
    }

    private List<Path> folders() {
        if (!Files.isDirectory(results)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(results)) {
            return all.filter(f -> Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS))
                    .filter(f -> !name(f).startsWith("."))
                    .filter(StoredRuns::isRun)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("list the results in " + results, e);
        }
    }

    /// A folder with other folders, and without `run.json`, holds something else: the files of a
    /// lab's programs. A run that starts has an empty folder.
    private static boolean isRun(Path folder) {
        if (Files.exists(folder.resolve(ResultsFolder.RUN))) {
            return true;
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.noneMatch(Files::isDirectory);
        } catch (IOException e) {
            return true; // the item says why it cannot be read
        }
    }

    private static String name(Path folder) {
        return String.valueOf(folder.getFileName());
    }
}
