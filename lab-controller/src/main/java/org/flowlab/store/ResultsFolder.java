package org.flowlab.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The folder of one run, with `run.json`, `trials.csv`, `steps.csv` and other files. The files are
/// made with the first result, so a run without results leaves none. Rows are on disk when [#add]
/// returns: if the run is killed, its files have all finished trials and can be used. Not
/// thread-safe.
public final class ResultsFolder implements AutoCloseable {
    static final String RUN = "run.json";
    static final String TRIALS = "trials.csv";
    static final String STEPS = "steps.csv";
    static final String CAPTURE = "capture.pcapng";
    static final List<String> TRIAL_COLUMNS =
            List.of(
                    "trial",
                    "cell",
                    "flow",
                    "reuse",
                    "tls",
                    "attempt",
                    "outcome",
                    "conforms",
                    "total_ns",
                    "proxy_ns",
                    "tunnel_ns",
                    "origin_ns",
                    "theory_ns",
                    "late_p50_ns",
                    "late_p99_ns",
                    "late_max_ns",
                    "late_on_path_ns",
                    "pause_ns");
    private static final List<String> STEP_COLUMNS =
            List.of(
                    "trial",
                    "flow",
                    "step",
                    "name",
                    "wire",
                    "phase",
                    "from",
                    "to",
                    "sent_ns",
                    "arrived_ns",
                    "transmissions");

    /// The types of the file systems that are mounted below /proc and /sys.
    private static final Set<String> KERNELS_OWN =
            Set.of(
                    "proc",
                    "sysfs",
                    "cgroup",
                    "cgroup2",
                    "debugfs",
                    "tracefs",
                    "securityfs",
                    "configfs",
                    "pstore",
                    "bpf");

    private final Path folder;
    private final List<String> factors;
    private @Nullable Contents contents;

    private record Contents(RunFile run, CsvFile trials, CsvFile steps) {}

    private ResultsFolder(Path folder, List<String> factors) {
        this.folder = folder;
        this.factors = factors.stream().filter(f -> !TRIAL_COLUMNS.contains(f)).toList();
    }

    /// A results folder at a path, which need not exist.
    ///
    /// @param factors the varied factors. Each is a column after the fixed columns, unless a fixed
    ///   column has its name.
    /// @throws FileAlreadyExistsException if the folder has a run, or a file that a run would write
    /// @throws NotDirectoryException if the path, or a part of it, is a file
    /// @throws AccessDeniedException if the folder cannot be written to, or is on a file system of
    ///   the kernel, such as /proc, which claims that root can write there
    public static ResultsFolder at(Path folder, List<String> factors) throws IOException {
        if (Files.exists(folder.resolve(RUN))) {
            throw taken(folder, "the results of a run");
        }
        for (String name : List.of(TRIALS, STEPS, CAPTURE)) {
            if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw taken(folder, "a file called " + name);
            }
        }
        Path there = folder.toAbsolutePath().normalize();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw new NotDirectoryException(there.toString());
        }
        String type = fileSystem(there);
        if (KERNELS_OWN.contains(type)) {
            throw new AccessDeniedException(
                    folder.toString(),
                    null,
                    "is on a file system of the kernel (" + type + "), which cannot store files");
        }
        if (!Files.isWritable(there)) {
            throw new AccessDeniedException(there.toString(), null, "cannot be written to");
        }
        return new ResultsFolder(folder, factors);
    }

    /// The type of a file system, as in mount(8); empty if it is not known, as in a chroot.
    private static String fileSystem(Path there) {
        try {
            return Files.getFileStore(there).type();
        } catch (IOException e) {
            return "";
        }
    }

    private static FileAlreadyExistsException taken(Path folder, String by) {
        return new FileAlreadyExistsException(
                folder.toString(), null, "holds " + by + "; choose another folder");
    }

    /// Makes the files, unless this has been done.
    ///
    /// @param constant the part of `run.json` that does not change during the run; not empty
    /// @param changing the part that [#change] replaces; not empty
    public void begin(Map<String, ?> constant, Map<String, ?> changing) throws IOException {
        if (contents != null) {
            return;
        }
        Files.createDirectories(folder);
        List<String> columns = new ArrayList<>(TRIAL_COLUMNS);
        columns.addAll(factors);
        Map<String, Closeable> made = new LinkedHashMap<>();
        try {
            RunFile run = new RunFile(folder.resolve(RUN), constant, changing);
            made.put(RUN, run);
            CsvFile trials = new CsvFile(folder.resolve(TRIALS), columns);
            made.put(TRIALS, trials);
            contents = new Contents(run, trials, new CsvFile(folder.resolve(STEPS), STEP_COLUMNS));
        } catch (FileSystemException e) {
            unmake(made, e);
            throw e; // its message has the file's name
        } catch (IOException e) {
            unmake(made, e);
            throw new IOException("begin the results in " + folder + ": " + e.getMessage(), e);
        }
    }

    /// Removes the files that were made, so that the folder can be used again.
    private void unmake(Map<String, Closeable> made, IOException cause) {
        made.forEach(
                (name, file) -> {
                    try {
                        file.close();
                        Files.deleteIfExists(folder.resolve(name));
                    } catch (IOException e) {
                        cause.addSuppressed(e);
                    }
                });
    }

    public Path path() {
        return folder;
    }

    /// The path of the capture, which [CaptureWriter] writes.
    public Path capture() {
        return folder.resolve(CAPTURE);
    }

    /// Adds a trial and its steps. Must be called after [#begin].
    public void add(TrialRow row) {
        Contents to = Objects.requireNonNull(contents, "begin");
        try {
            to.steps.add(row.steps().stream().map(step -> fields(row, step)).toList());
            to.trials.add(List.of(fields(row)));
        } catch (IOException e) {
            throw new UncheckedIOException("write a trial to " + folder, e);
        }
    }

    private List<Object> fields(TrialRow row) {
        List<Object> fields =
                new ArrayList<>(
                        Arrays.asList(
                                row.trial(),
                                row.cell(),
                                row.flow(),
                                row.reuse(),
                                row.tls(),
                                row.attempt(),
                                row.outcome(),
                                row.conforms(),
                                row.totalNanos(),
                                row.proxyNanos(),
                                row.tunnelNanos(),
                                row.originNanos(),
                                row.theoryNanos(),
                                row.late().p50Nanos(),
                                row.late().p99Nanos(),
                                row.late().maxNanos(),
                                row.late().onPathNanos(),
                                row.late().pauseNanos()));
        for (String factor : factors) {
            fields.add(row.factors().getOrDefault(factor, ""));
        }
        return fields;
    }

    private static List<Object> fields(TrialRow row, TrialRow.StepRow step) {
        return List.of(
                row.trial(),
                row.flow(),
                step.step(),
                step.name(),
                step.wire(),
                step.phase(),
                step.from(),
                step.to(),
                step.sentNanos(),
                step.arrivedNanos(),
                step.transmissions());
    }

    /// Replaces the part of `run.json` that changes. Must be called after [#begin].
    ///
    /// @param changing the whole part; the ends of long lists may be left out
    public void change(Map<String, ?> changing) {
        Contents to = Objects.requireNonNull(contents, "begin");
        try {
            to.run.change(changing);
        } catch (IOException e) {
            throw new UncheckedIOException("write " + folder.resolve(RUN), e);
        }
    }

    /// Replaces `run.json` at the run's end. Does nothing before [#begin].
    public void finish(Map<String, ?> run) {
        if (contents == null) {
            return;
        }
        try {
            contents.run.finish(run);
        } catch (IOException e) {
            throw new UncheckedIOException("write " + folder.resolve(RUN), e);
        }
    }

    @Override
    public void close() throws IOException {
        if (contents != null) {
            try (Closeable _ = contents.run;
                    Closeable _ = contents.trials;
                    Closeable _ = contents.steps) {
                // closes each, even if closing another one fails
            }
        }
    }
}
