package org.flowlab.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The folder of one run: `run.json`, `trials.csv`, `steps.csv` and whatever else belongs to it.
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
    private final Writer trials;
    private final Writer steps;
    private final List<String> factors;

    private ResultsFolder(Path folder, Writer trials, Writer steps, List<String> factors) {
        this.folder = folder;
        this.trials = trials;
        this.steps = steps;
        this.factors = factors;
    }

    /// Makes the folder.
    ///
    /// @param factors the varied factors: columns after the fixed ones
    /// @throws FileAlreadyExistsException where it holds a run already
    public static ResultsFolder create(Path folder, List<String> factors) throws IOException {
        if (Files.exists(folder.resolve("run.json"))) {
            throw new FileAlreadyExistsException(
                    folder.toString(),
                    null,
                    "holds the results of a run; choose another folder with --out");
        }
        Files.createDirectories(folder);
        List<String> columns = new ArrayList<>(TRIAL_COLUMNS);
        columns.addAll(factors);
        Writer trials = Files.newBufferedWriter(folder.resolve("trials.csv"));
        Writer steps = Files.newBufferedWriter(folder.resolve("steps.csv"));
        trials.write(Csv.line(columns));
        steps.write(Csv.line(STEP_COLUMNS));
        trials.flush();
        steps.flush();
        return new ResultsFolder(folder, trials, steps, List.copyOf(factors));
    }

    public Path path() {
        return folder;
    }

    /// Adds a trial and its steps.
    public void add(TrialRow row) {
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
                steps.write(
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
            steps.flush();
            trials.write(Csv.line(fields));
            trials.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("write a trial to " + folder, e);
        }
    }

    /// Writes `run.json`, whole or not at all; called again, it replaces it.
    public void describe(Map<String, ?> run) {
        try {
            Path draft = folder.resolve("run.json.tmp");
            Files.writeString(draft, JSON.writeValueAsString(run) + "\n");
            Files.move(
                    draft,
                    folder.resolve("run.json"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("write " + folder.resolve("run.json"), e);
        }
    }

    @Override
    public void close() throws IOException {
        try (trials) {
            steps.close();
        }
    }
}
