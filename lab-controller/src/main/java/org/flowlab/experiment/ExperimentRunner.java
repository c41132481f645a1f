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
import org.flowlab.fabric.WireFrame;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Flow;
import org.flowlab.lab.Lab;
import org.flowlab.lab.LabOptions;
import org.flowlab.store.CaptureWriter;
import org.flowlab.store.DiskRoom;
import org.flowlab.store.ResultsFolder;
import org.flowlab.store.TrialComment;
import org.flowlab.sys.AwakeCores;
import org.flowlab.sys.TouchedHeap;
import org.flowlab.topology.Plan;
import org.flowlab.trial.Fidelity;
import org.flowlab.trial.MeasuringSlot;
import org.flowlab.trial.Trial;
import org.flowlab.trial.TrialResult;
import org.flowlab.trial.TrialRunner;
import org.flowlab.trial.Trials;
import org.flowlab.unit.ByteCount;
import org.flowlab.unit.Seed;
import org.jspecify.annotations.Nullable;

/// Runs an experiment. Each cell has a lab. In each round every flow is run once, so that slow
/// changes of the machine affect all flows equally. Each trial's results are on disk when it ends.
public final class ExperimentRunner {
    /// The number of trials that warm up the first cell, where everything in the JVM is new.
    private static final int FIRST_WARM_UP = 60;

    /// The number of trials that warm up the lab of each further cell.
    private static final int NEXT_WARM_UP = 6;

    /// The longest time for one round of warming up.
    private static final Duration WARM_UP_PATIENCE = Duration.ofSeconds(20);

    private final Experiment experiment;
    private final RunOptions options;
    private final RunListener listener;
    private final RunReport report;
    private Map<String, Object> constant = Map.of();
    private volatile boolean stopping;
    private @Nullable Thread runningOn;
    private MeasuringSlot.@Nullable Ticket waiting;

    public ExperimentRunner(Experiment experiment, RunOptions options, RunListener listener) {
        this.experiment = experiment;
        this.options = options;
        this.listener = listener;
        this.report = new RunReport();
    }

    /// Asks the run to end after the current trial; a trial that waits for its turn is not begun.
    /// May be called by any thread.
    public void stop() {
        stopping = true;
        synchronized (this) {
            if (waiting != null) {
                waiting.cancel();
            }
        }
    }

    /// Ends the run at once; the current trial is not kept. May be called by any thread.
    public void abandon() {
        stopping = true;
        synchronized (this) {
            if (runningOn != null) {
                runningOn.interrupt();
            }
        }
    }

    /// Sets the thread that [#abandon] interrupts; null while files are written, because an
    /// interrupted thread cannot write them.
    private synchronized void interruptible(@Nullable Thread thread) {
        runningOn = thread;
        Thread.interrupted();
    }

    /// Checks that the results fit on the disk.
    ///
    /// @throws org.flowlab.store.NoRoomException if they do not
    public void checkRoom() throws IOException {
        Forecast.of(experiment, options, total()).check(options.out());
    }

    /// The number of trials of the whole run, without repetitions.
    public long total() {
        return experiment.cells().stream().mapToLong(cell -> flows(cell).size()).sum()
                * options.trials();
    }

    /// The results so far, which the thread in [#run] adds to.
    RunReport report() {
        return report;
    }

    /// Runs the experiment.
    ///
    /// @throws IOException if the results folder cannot be used or results cannot be written
    public RunReport run() throws IOException {
        try (AwakeCores awake = options.coresAwake() ? AwakeCores.ask() : AwakeCores.notAsked()) {
            report.coresSleepBecause(awake.refusal());
            return run(
                    new RunDescription(
                            experiment, options, total(), awake.granted(), Instant.now()));
        }
    }

    private RunReport run(RunDescription description) throws IOException {
        checkRoom();
        try (ResultsFolder folder =
                ResultsFolder.at(options.out(), List.copyOf(experiment.matrix().keySet()))) {
            constant = description.constant();
            if (options.filesFromStart()) {
                folder.begin(constant, RunDescription.changing(report));
            }
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
            if (report.unwritten().isEmpty()) { // otherwise the report has the first error
                throw e;
            }
        }
        return report;
    }

    /// Writes the final `run.json`. If that fails, `run.json` still describes an interrupted run.
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
            why.addSuppressed(e); // for example, the disk is full
            changeBroken(folder, why);
        }
    }

    /// Writes only the part of `run.json` that changes: the file already has room for it, even if
    /// the disk is full.
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
            if (report.unwritten().isEmpty()) { // otherwise the report has the first error
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
            // Also after an exception, since some trials of the cell are kept.
            if (report.done() > before) {
                report.fidelity(Fidelity.of(cell.index(), lab));
            }
        }
        if (whole) {
            lab.hostProblems().forEach(report::addProblem);
        }
    }

    /// Runs the trials of a cell.
    ///
    /// @return whether all trials were run; false if the run was stopped before
    private boolean runTrials(
            Experiment.Cell cell, Lab lab, ResultsFolder folder, CaptureWriter capture)
            throws IOException {
        Plan plan = lab.plan();
        TrialRunner runner = new TrialRunner(lab);
        warmUp(runner, lab, cell);
        Set<Flow> captured = new HashSet<>();
        for (int round = 0; round < options.trials(); round++) {
            for (Flow flow : flows(cell)) {
                Trial trial = trial(plan, flow, cell);
                boolean keep = options.capture() == RunOptions.Capture.ALL || captured.add(flow);
                CaptureWriter to = keep ? capture : CaptureWriter.none();
                if (!runUndisturbed(() -> runner.run(trial), cell, plan, folder, to)) {
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

    /// Runs a trial. If it is disturbed, runs it again, at most as often as the experiment allows.
    ///
    /// @return false if the run was stopped, or results could not be written
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

    /// Runs trials that do not count: many in the first cell, few in the others.
    private void warmUp(TrialRunner runner, Lab lab, Experiment.Cell cell) {
        List<Trial> trials =
                flows(cell).stream().map(flow -> trial(lab.plan(), flow, cell)).toList();
        int rounds = Math.ceilDiv(report.done() == 0 ? FIRST_WARM_UP : NEXT_WARM_UP, trials.size());
        // In one turn: with a turn for each round, a run that warms up waits for dozens of trials.
        unlessStopped(() -> warmUp(runner, trials, rounds));
        lab.restartLinks();
    }

    /// @return false if a trial failed, or the run was stopped
    private Boolean warmUp(TrialRunner runner, List<Trial> trials, int rounds) {
        boolean warm = true;
        for (int round = 0; round < rounds && warm && !stopping; round++) {
            warm = runner.warmUp(trials, 1, WARM_UP_PATIENCE);
        }
        return warm;
    }

    /// The result of `work`, which is done when it is this run's turn to measure; null if the run
    /// was stopped before it, or abandoned during it.
    private <T> @Nullable T unlessStopped(Supplier<T> work) {
        interruptible(Thread.currentThread());
        try (MeasuringSlot.Ticket turn = enter()) {
            if (stopping) {
                return null; // stopped before there was a ticket to cancel or a thread to interrupt
            }
            turn.await();
            T result = work.get();
            return Thread.currentThread().isInterrupted() ? null : result;
        } catch (RuntimeException e) {
            if (stopping) {
                return null; // the interrupt made it fail
            }
            throw e;
        } finally {
            interruptible(null);
        }
    }

    private synchronized MeasuringSlot.Ticket enter() {
        MeasuringSlot.Ticket ticket = options.slot().enter(_ -> {});
        waiting = ticket;
        return ticket;
    }

    /// Writes a trial's results. The run ends with the first trial that cannot be written.
    ///
    /// @return whether they were written
    /// @throws FileAlreadyExistsException if another run has begun to use the folder
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
            throw e;
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
        // The row comes after the frames: a trial with a row is complete.
        boolean captured =
                capture.write(
                        plan,
                        result.frames(),
                        result.gaps(),
                        result.keys(),
                        comment(number, result));
        report.captured(capture.bytes(), captured ? 0 : number);
        folder.add(Rows.of(number, cell, attempt));
        report.add(cell, attempt);
        folder.change(RunDescription.changing(report));
        listener.trial(result, report.finished(), total());
        DiskRoom.checkAnother(folder.path(), capture.largestTrialBytes());
    }

    private static String comment(long number, TrialResult result) {
        long first =
                result.frames().stream()
                        .mapToLong(WireFrame::enteredNanos)
                        .min()
                        .orElse(result.beginNanos());
        return TrialComment.of(number, result.trial().flow().id(), result.beginNanos() - first);
    }
}
