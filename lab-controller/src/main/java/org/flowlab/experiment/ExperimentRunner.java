package org.flowlab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Network;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.store.CaptureWriter;
import org.flowlab.store.DiskRoom;
import org.flowlab.store.ResultsFolder;
import org.flowlab.sys.AwakeCores;
import org.flowlab.sys.TouchedHeap;
import org.flowlab.topology.Plan;
import org.flowlab.trial.Fidelity;
import org.flowlab.trial.Networks;
import org.flowlab.trial.Trial;
import org.flowlab.trial.TrialResult;
import org.flowlab.trial.TrialRunner;
import org.flowlab.trial.Trials;
import org.flowlab.unit.ByteCount;
import org.flowlab.unit.Seed;
import org.jspecify.annotations.Nullable;

/// Runs an experiment: a lab per cell, in it the flows in turn, round after round, so that what
/// drifts on the machine meets all flows alike. Results are on disk as trials end.
public final class ExperimentRunner {
    /// Trials that are run to warm up.
    private static final int FIRST_WARM_UP = 60;

    private static final int NEXT_WARM_UP = 6;

    /// For one round of warming up.
    private static final Duration WARM_UP_PATIENCE = Duration.ofSeconds(20);

    private final Experiment experiment;
    private final RunOptions options;
    private final RunListener listener;
    private final RunReport report;
    private Map<String, Object> constant = Map.of();
    private volatile boolean stopping;
    private @Nullable Thread runningOn;

    public ExperimentRunner(Experiment experiment, RunOptions options, RunListener listener) {
        this.experiment = experiment;
        this.options = options;
        this.listener = listener;
        this.report = new RunReport();
    }

    /// Asks the run to end after the trial that is under way. From any thread.
    public void stop() {
        stopping = true;
    }

    /// Ends the run at once: the trial under way is not kept. From any thread.
    public void abandon() {
        stopping = true;
        synchronized (this) {
            if (runningOn != null) {
                runningOn.interrupt();
            }
        }
    }

    /// Files cannot be written by an interrupted thread, so that only trials are interrupted.
    private synchronized void interruptible(@Nullable Thread thread) {
        runningOn = thread;
        Thread.interrupted();
    }

    /// How many trials the whole run has.
    public long total() {
        return experiment.cells().stream().mapToLong(cell -> flows(cell).size()).sum()
                * options.trials();
    }

    /// What it gave so far; filled by the thread that runs it.
    RunReport report() {
        return report;
    }

    /// Runs it.
    ///
    /// @throws IOException where results cannot be written
    public RunReport run() throws IOException {
        try (AwakeCores awake = options.coresAwake() ? AwakeCores.ask() : AwakeCores.notAsked()) {
            report.coresSleepBecause(awake.refusal());
            return run(new RunDescription(experiment, options, awake.granted(), Instant.now()));
        }
    }

    private RunReport run(RunDescription description) throws IOException {
        Forecast.of(experiment, options, total()).check(options.out());
        try (ResultsFolder folder =
                ResultsFolder.at(options.out(), List.copyOf(experiment.matrix().keySet()))) {
            constant = description.constant();
            try {
                runCells(folder);
            } catch (IOException | RuntimeException e) {
                finishBroken(folder, description, e);
                throw e;
            }
            if (report.unwritten().isEmpty()) {
                report.interrupted(stopping && report.finished() < total());
                finish(folder, description.ended(report, Instant.now()));
            } else {
                finishBroken(folder, description, new IOException(report.unwritten()));
            }
        } catch (IOException e) {
            if (report.unwritten().isEmpty()) { // else that is why it cannot be closed
                throw e;
            }
        }
        return report;
    }

    /// Where it cannot be done, `run.json` stays as it was: of a run that did not end.
    private void finish(ResultsFolder folder, Map<String, Object> description) {
        try {
            folder.finish(description);
        } catch (UncheckedIOException e) {
            report.unfinished(words(e));
        }
    }

    private static String words(UncheckedIOException e) {
        return e.getMessage() + ": " + Objects.requireNonNull(e.getCause()).getMessage();
    }

    private void finishBroken(ResultsFolder folder, RunDescription description, Exception why) {
        try {
            folder.finish(description.broken(report, why, Instant.now()));
        } catch (RuntimeException e) {
            why.addSuppressed(e); // as where the disk is full, which is why
            changeBroken(folder, why);
        }
    }

    /// What changes has its place in the file already.
    private void changeBroken(ResultsFolder folder, Exception why) {
        try {
            folder.change(RunDescription.changing(report));
        } catch (RuntimeException e) {
            why.addSuppressed(e);
        }
    }

    private void runCells(ResultsFolder folder) throws IOException {
        TouchedHeap.touch();
        try (CaptureWriter capture = capture(folder)) {
            for (Experiment.Cell cell : experiment.cells()) {
                if (!stopping && report.unwritten().isEmpty()) {
                    run(cell, folder, capture);
                }
            }
        } catch (IOException e) {
            if (report.unwritten().isEmpty()) { // else that is why the capture cannot be closed
                throw e;
            }
        }
    }

    private CaptureWriter capture(ResultsFolder folder) throws IOException {
        return options.capture() == RunOptions.Capture.NONE
                ? CaptureWriter.none()
                : CaptureWriter.to(
                        folder.capture(),
                        experiment.maxCapture().map(ByteCount::bytes).orElse(Long.MAX_VALUE));
    }

    private List<Flow> flows(Experiment.Cell cell) {
        return experiment.flows().stream()
                .filter(flow -> cell.manner().obstacle(flow).isEmpty())
                .toList();
    }

    private void run(Experiment.Cell cell, ResultsFolder folder, CaptureWriter capture)
            throws IOException {
        Plan plan = cell.topology().plan();
        Seed seed = new Seed(options.seed()).of("cell").of(cell.index());
        try (Lab lab = Lab.deploy(plan, new LabOptions(seed, options.host(), folder.path()))) {
            run(cell, lab, folder, capture);
        }
    }

    private void run(Experiment.Cell cell, Lab lab, ResultsFolder folder, CaptureWriter capture)
            throws IOException {
        long before = report.done();
        boolean whole;
        try {
            whole = runTrials(cell, lab, folder, capture);
        } finally {
            // However it ends: some of its trials are kept.
            if (report.done() > before) {
                report.fidelity(Fidelity.of(cell.index(), lab));
            }
        }
        if (whole) {
            lab.hostProblems().forEach(report::addProblem);
        }
    }

    /// @return whether all trials were run; false where the run was to end before
    private boolean runTrials(
            Experiment.Cell cell, Lab lab, ResultsFolder folder, CaptureWriter capture)
            throws IOException {
        Plan plan = lab.plan();
        TrialRunner runner = new TrialRunner(lab);
        warmUp(runner, plan, cell);
        Set<Flow> captured = new HashSet<>();
        for (int round = 0; round < options.trials(); round++) {
            for (Flow flow : flows(cell)) {
                Trial trial = trial(plan, flow, cell);
                Network network = Networks.between(plan, trial.parties());
                boolean keep = options.capture() == RunOptions.Capture.ALL || captured.add(flow);
                CaptureWriter to = keep ? capture : CaptureWriter.none();
                if (!runUndisturbed(() -> runner.run(trial, network), cell, plan, folder, to)) {
                    return false;
                }
            }
        }
        return true;
    }

    private Trial trial(Plan plan, Flow flow, Experiment.Cell cell) {
        return Trials.of(plan, flow, cell.manner(), cell.parties())
                .expecting(new ExpectedStatus(experiment.expectStatus()));
    }

    /// Runs a trial, and again if the wire disturbed it, as often as the experiment says.
    ///
    /// @return false if the run was to end before
    private boolean runUndisturbed(
            Supplier<TrialResult> trial,
            Experiment.Cell cell,
            Plan plan,
            ResultsFolder folder,
            CaptureWriter capture)
            throws IOException {
        for (int number = 1; ; number++) {
            TrialResult result = unlessStopped(trial);
            if (result == null) {
                return false;
            }
            boolean disturbed = result.disturbed(experiment.fidelity());
            boolean last = !disturbed || number > experiment.retries();
            Attempt attempt = new Attempt(result, number, disturbed, last);
            if (!kept(cell, plan, attempt, folder, capture)) {
                return false;
            }
            if (last) {
                return true;
            }
        }
    }

    /// Much in the first cell, where all is new; then only what a new lab needs.
    private void warmUp(TrialRunner runner, Plan plan, Experiment.Cell cell) {
        List<Trial> trials = flows(cell).stream().map(flow -> trial(plan, flow, cell)).toList();
        int rounds = Math.ceilDiv(report.done() == 0 ? FIRST_WARM_UP : NEXT_WARM_UP, trials.size());
        Boolean warm = true;
        for (int round = 0; round < rounds && Boolean.TRUE.equals(warm); round++) {
            warm = unlessStopped(() -> runner.warmUp(trials, 1, WARM_UP_PATIENCE));
        }
    }

    /// What `work` gives; null where the run was to end before, or was given up in the middle of
    /// it.
    private <T> @Nullable T unlessStopped(Supplier<T> work) {
        interruptible(Thread.currentThread());
        try {
            if (stopping) {
                return null; // told before there was a thread to interrupt
            }
            T result = work.get();
            return Thread.currentThread().isInterrupted() ? null : result;
        } catch (RuntimeException e) {
            if (stopping) {
                return null; // that is what giving up led to
            }
            throw e;
        } finally {
            interruptible(null);
        }
    }

    /// Whether there was room for it: after the first trial that cannot be kept there is no other.
    private boolean kept(
            Experiment.Cell cell,
            Plan plan,
            Attempt attempt,
            ResultsFolder folder,
            CaptureWriter capture)
            throws IOException {
        try {
            note(cell, plan, attempt, folder, capture);
            return true;
        } catch (FileAlreadyExistsException e) {
            throw e; // of another run, which began to use the folder meanwhile
        } catch (IOException e) {
            report.unwritten(String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            report.unwritten(words(e));
        }
        return false;
    }

    private void note(
            Experiment.Cell cell,
            Plan plan,
            Attempt attempt,
            ResultsFolder folder,
            CaptureWriter capture)
            throws IOException {
        TrialResult result = attempt.result();
        folder.begin(constant, RunDescription.changing(report));
        long number = report.done() + 1;
        // The row comes last: of what has one, all is kept.
        boolean captured =
                capture.write(
                        plan,
                        result.frames(),
                        result.gaps(),
                        result.keys(),
                        "trial " + number + ": " + result.trial().flow().id());
        report.captured(capture.bytes(), captured ? 0 : number);
        folder.add(Rows.of(number, cell, attempt));
        report.add(cell, attempt);
        folder.change(RunDescription.changing(report));
        listener.trial(result, report.finished(), total());
        DiskRoom.checkAnother(folder.path(), capture.largestTrialBytes());
    }
}
