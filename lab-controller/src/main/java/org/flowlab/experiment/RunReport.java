package org.flowlab.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Theory;
import org.flowlab.trial.Fidelity;
import org.flowlab.trial.TrialResult;

/// The results of a run so far. It keeps 72 to 144 bytes of times for each trial, and each problem
/// once, so that a long run fits into the same heap as a short one.
public final class RunReport {
    private static final int MOST_PROBLEMS = 1_000;

    private final Map<Key, FlowTimes> times = new LinkedHashMap<>();
    private final List<Fidelity> fidelity = new ArrayList<>();
    private final Set<String> problems = new TreeSet<>();
    private final Set<Integer> cellsWithMeans = new TreeSet<>();
    private long done;
    private long finished;
    private long failed;
    private long captureBytes;
    private long captureStoppedAt;
    private long disturbed;
    private long leftDisturbed;
    private boolean endsDisturbed;
    private boolean interrupted;
    private String unwritten = "";
    private String coresSleepBecause = "";

    /// @param cell the cell's index
    private record Key(int cell, Flow flow) {}

    /// Counts a trial whose results are on disk.
    void add(Experiment.Cell cell, Attempt attempt) {
        TrialResult result = attempt.result();
        done++;
        times.computeIfAbsent(new Key(cell.index(), result.trial().flow()), _ -> new FlowTimes())
                .add(attempt);
        Theory theory = result.run().theory();
        if (theory != null && !theory.bound()) {
            cellsWithMeans.add(cell.index());
        }
        finished += attempt.last() ? 1 : 0;
        endsDisturbed = !attempt.last();
        disturbed += attempt.disturbed() ? 1 : 0;
        leftDisturbed += attempt.disturbed() && attempt.last() ? 1 : 0;
        if (attempt.failed()) {
            failed++;
            String what =
                    result.failure().isEmpty()
                            ? String.join("; ", result.run().deviations())
                            : result.failure();
            addProblem(result.trial().flow().id() + ": " + what);
        }
    }

    /// Records the state of the capture after a trial.
    ///
    /// @param bytes the capture's size
    /// @param stoppedAt the trial's number if the limit of the capture left it out; else 0
    void captured(long bytes, long stoppedAt) {
        captureBytes = Math.max(captureBytes, bytes);
        captureStoppedAt = captureStoppedAt == 0 ? stoppedAt : captureStoppedAt;
    }

    void fidelity(Fidelity ofCell) {
        fidelity.add(ofCell);
    }

    void interrupted(boolean before) {
        interrupted = before;
    }

    void coresSleepBecause(String why) {
        coresSleepBecause = why;
    }

    void unwritten(String why) {
        unwritten = "the results of further trials could not be written: " + why;
        problems.add(unwritten);
    }

    void unfinished(String why) {
        unwritten = "all trials are written, but the final run.json is not: " + why;
    }

    void addProblem(String problem) {
        if (problems.size() < MOST_PROBLEMS) { // a problem with a time in it differs in each trial
            problems.add(problem);
        }
    }

    /// The summaries of a cell's flows, in the order in which they were first run.
    ///
    /// @param cell the cell's index
    public List<FlowSummary> flows(int cell) {
        List<FlowSummary> flows = new ArrayList<>();
        times.forEach(
                (key, of) -> {
                    if (key.cell == cell) {
                        flows.add(of.summary(key.flow.id()));
                    }
                });
        return flows;
    }

    /// The wire's fidelity in each cell.
    public List<Fidelity> fidelity() {
        return fidelity;
    }

    /// The number of trials that were run and written, repetitions included.
    public long done() {
        return done;
    }

    /// The number of trials that are finished: they are not run again.
    public long finished() {
        return finished;
    }

    /// The number of trials that were disturbed, repetitions included.
    public long disturbed() {
        return disturbed;
    }

    /// The number of trials that were disturbed in the last repetition, too.
    public long leftDisturbed() {
        return leftDisturbed;
    }

    /// Whether the last trial was disturbed and the run ended before it was run again.
    public boolean endsDisturbed() {
        return endsDisturbed;
    }

    /// Whether every trial stayed disturbed, so that nothing was measured.
    public boolean nothingMeasured() {
        return finished > 0 && leftDisturbed == finished;
    }

    /// Whether so many trials stayed disturbed that the run is not a valid measurement.
    ///
    /// @param most the fraction of trials that may stay disturbed, 0 to 1. If all of them are, the
    ///   run is not valid in any case.
    public boolean tooBusy(double most) {
        return nothingMeasured() || leftDisturbed > most * finished;
    }

    /// The number of trials that failed or did not conform, and were not disturbed.
    public long failed() {
        return failed;
    }

    /// The size of the capture, in bytes.
    public long captureBytes() {
        return captureBytes;
    }

    /// The number of the first trial that was not captured because the capture had reached its
    /// limit; 0 if there is none.
    public long captureStoppedAt() {
        return captureStoppedAt;
    }

    public boolean interrupted() {
        return interrupted;
    }

    /// A message about results that could not be written; empty if all were.
    public String unwritten() {
        return unwritten;
    }

    /// The reason why the machine's cores could not be kept from sleeping; empty if they were.
    public String coresSleepBecause() {
        return coresSleepBecause;
    }

    /// The indexes of the cells in which a delay varies, so that theory is a mean and not a bound.
    public Set<Integer> cellsWithMeans() {
        return cellsWithMeans;
    }

    /// The problems of the run, each once; at most 1,000.
    public Set<String> problems() {
        return problems;
    }
}
