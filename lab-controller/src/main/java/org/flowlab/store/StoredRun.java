package org.flowlab.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The results folder of one run, which may still be under way. Files are read when they are asked
/// for, and only the parts that are. Thread-safe.
public final class StoredRun {
    private final Path folder;
    private final CsvTable trials;
    private final CsvTable steps;
    private final StoredCapture capture;

    StoredRun(Path folder) {
        this.folder = folder;
        this.trials = new CsvTable(folder.resolve(ResultsFolder.TRIALS));
        this.steps = new CsvTable(folder.resolve(ResultsFolder.STEPS));
        this.capture = new StoredCapture(folder.resolve(ResultsFolder.CAPTURE));
    }

    /// Rows of `trials.csv`.
    ///
    /// @param total how many trials the file has
    /// @param rows the fields by column; columns that are no [#isFactor] have fixed names
    public record Trials(long total, List<Map<String, String>> rows) {
        public Trials {
            rows = List.copyOf(rows);
        }
    }

    /// The folder's name.
    public String id() {
        return String.valueOf(folder.getFileName());
    }

    /// What `run.json` says.
    ///
    /// @throws UncheckedIOException with the reason, if it cannot be read
    public Map<String, Object> description() {
        return reading(() -> RunHead.all(folder.resolve(ResultsFolder.RUN)));
    }

    /// The nodes' names by address, as `run.json` has them.
    ///
    /// @throws UncheckedIOException with the reason, if it cannot be read
    public Map<String, String> nodesByAddress() {
        Map<String, String> names = new HashMap<>();
        if (description().get("topology") instanceof Map<?, ?> topology
                && topology.get("nodes") instanceof List<?> nodes) {
            for (Object node : nodes) {
                if (node instanceof Map<?, ?> fields
                        && fields.get("name") instanceof String name
                        && fields.get("addresses") instanceof Map<?, ?> addresses) {
                    addresses.values().forEach(a -> names.put(address(a), name));
                }
            }
        }
        return names;
    }

    /// @param subnet `198.18.0.1/30`
    private static String address(Object subnet) {
        String text = String.valueOf(subnet);
        return text.substring(0, Math.max(0, text.indexOf('/')));
    }

    /// The trials from a number on.
    ///
    /// @param from the number of a trial, from 1
    /// @param most how many at most
    /// @throws UncheckedIOException with the reason, if the file cannot be read
    public Trials trials(long from, int most) {
        return reading(
                () -> {
                    if (!trials.exists()) {
                        return new Trials(0, List.of());
                    }
                    CsvTable.Rows rows = trials.rows(from, most);
                    return new Trials(rows.trials(), rows.rows());
                });
    }

    /// The row of a trial; empty if there is none, or it is not written yet.
    public Optional<Map<String, String>> trial(long number) {
        return trials(number, 1).rows().stream().findFirst();
    }

    /// The rows of `steps.csv` of a trial.
    ///
    /// @throws UncheckedIOException with the reason, if the file cannot be read
    public List<Map<String, String>> steps(long trial) {
        return reading(() -> steps.exists() ? steps.rows(trial, 1).rows() : List.of());
    }

    /// Some of the messages of a trial, dissected from the capture.
    ///
    /// @param from the number of the first message, from 1
    /// @param most how many at most
    /// @return empty if the trial was not captured
    /// @throws UncheckedIOException with the reason, if the capture cannot be read
    public Optional<TrialMessages> messages(long trial, long from, int most) {
        return reading(
                () ->
                        capture.exists()
                                ? Optional.ofNullable(capture.messages(trial, from, most))
                                : Optional.empty());
    }

    /// The file with the captured frames; empty if there is none.
    public Optional<Path> capture() {
        return capture.exists()
                ? Optional.of(folder.resolve(ResultsFolder.CAPTURE))
                : Optional.empty();
    }

    /// Whether a column of `trials.csv` is one of the varied factors.
    public static boolean isFactor(String column) {
        return !ResultsFolder.TRIAL_COLUMNS.contains(column);
    }

    private interface Read<T extends @Nullable Object> {
        T get() throws IOException;
    }

    private static <T> T reading(Read<T> read) {
        try {
            return read.get();
        } catch (IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
    }
}
