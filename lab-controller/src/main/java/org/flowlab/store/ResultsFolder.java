package org.flowlab.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The folder of one run: `run.json`, `trials.csv`, `steps.csv` and whatever else belongs to it.
/// Its files are made when there is something to keep: a run that measured nothing leaves none.
/// Rows are on disk when [#add] returns, so that a killed run keeps its finished trials. Not
/// thread-safe.
public final class ResultsFolder implements AutoCloseable {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final List<String> TRIAL_COLUMNS =
            List.of(
                    "trial",
                    "cell",
                    "flow",
                    "reuse",
                    "tls",
                    "outcome",
                    "conforms",
                    "total_ns",
                    "proxy_ns",
                    "tunnel_ns",
                    "origin_ns",
                    "theory_ns");
    private static final List<String> STEP_COLUMNS =
            List.of(
                    "trial",
                    "flow",
                    "step",
                    "name",
                    "phase",
                    "from",
                    "to",
                    "sent_ns",
                    "arrived_ns",
                    "transmissions");

    private final Path folder;
    private final List<String> factors;
    private @Nullable Tables tables;

    private record Tables(Writer trials, Writer steps) {}

    private ResultsFolder(Path folder, List<String> factors) {
        this.folder = folder;
        this.factors = List.copyOf(factors);
    }

    /// Takes a folder, which need not exist yet.
    ///
    /// @param factors the varied factors: columns after the fixed ones
    /// @throws FileAlreadyExistsException where it holds a run already
    public static ResultsFolder at(Path folder, List<String> factors) throws IOException {
        if (Files.exists(folder.resolve("run.json"))) {
            throw new FileAlreadyExistsException(
                    folder.toString(),
                    null,
                    "holds the results of a run; choose another folder with --out");
        }
        Path there = folder.toAbsolutePath().normalize();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw new NotDirectoryException(there.toString());
        }
        if (!Files.isWritable(there)) {
            throw new AccessDeniedException(there.toString());
        }
        return new ResultsFolder(folder, factors);
    }

    /// Makes the files, unless that is done.
    ///
    /// @param run what `run.json` says from now on
    public void begin(Map<String, ?> run) throws IOException {
        if (tables != null) {
            return;
        }
        Files.createDirectories(folder);
        replace(run);
        List<String> columns = new ArrayList<>(TRIAL_COLUMNS);
        columns.addAll(factors);
        tables = new Tables(table("trials.csv", columns), table("steps.csv", STEP_COLUMNS));
    }

    private Writer table(String name, List<String> columns) throws IOException {
        Writer table = Files.newBufferedWriter(folder.resolve(name));
        table.write(Csv.line(columns));
        table.flush();
        return table;
    }

    public Path path() {
        return folder;
    }

    /// Adds a trial and its steps, after [#begin].
    public void add(TrialRow row) {
        Tables to = Objects.requireNonNull(tables, "begin");
        List<Object> fields =
                new ArrayList<>(
                        List.of(
                                row.trial(),
                                row.cell(),
                                row.flow(),
                                row.reuse(),
                                row.tls(),
                                row.outcome(),
                                row.conforms(),
                                row.totalNanos(),
                                row.proxyNanos(),
                                row.tunnelNanos(),
                                row.originNanos(),
                                row.theoryNanos()));
        for (String factor : factors) {
            fields.add(row.factors().getOrDefault(factor, ""));
        }
        try {
            for (TrialRow.StepRow step : row.steps()) {
                to.steps.write(
                        Csv.line(
                                List.of(
                                        row.trial(),
                                        row.flow(),
                                        step.step(),
                                        step.name(),
                                        step.phase(),
                                        step.from(),
                                        step.to(),
                                        step.sentNanos(),
                                        step.arrivedNanos(),
                                        step.transmissions())));
            }
            to.steps.flush();
            to.trials.write(Csv.line(fields));
            to.trials.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("write a trial to " + folder, e);
        }
    }

    /// Writes `run.json`, whole or not at all; called again, it replaces it. Before [#begin] there
    /// is nothing to describe, and nothing is written.
    public void describe(Map<String, ?> run) {
        if (tables == null) {
            return;
        }
        try {
            replace(run);
        } catch (IOException e) {
            throw new UncheckedIOException("write " + folder.resolve("run.json"), e);
        }
    }

    private void replace(Map<String, ?> run) throws IOException {
        Path draft = folder.resolve("run.json.tmp");
        Files.writeString(draft, JSON.writeValueAsString(run) + "\n");
        Files.move(
                draft,
                folder.resolve("run.json"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        if (tables != null) {
            try (Writer _ = tables.trials) {
                tables.steps.close();
            }
        }
    }
}
