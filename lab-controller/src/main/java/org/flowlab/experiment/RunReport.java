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

/// What a run gave so far. Of a trial it keeps times, at most 72 bytes, and each problem once, so
/// that a long run fits into the heap of a short one.
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
    private boolean interrupted;
    private String unwritten = "";
    private String coresSleepBecause = "";

    /// @param cell its index
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

    /// @param bytes the capture's size; 0 if this trial was not captured
    /// @param stoppedAt the number of a trial that the capture's limit left out; else 0
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
        unwritten = "the results from here on could not be kept: " + why;
        problems.add(unwritten);
    }

    void unfinished(String why) {
        unwritten = "all trials are kept, but run.json could not be brought to its end: " + why;
    }

    void addProblem(String problem) {
        if (problems.size() < MOST_PROBLEMS) { // those that tell times differ every time
            problems.add(problem);
        }
    }

    /// The flows of the cell with index `cell`, in the order in which they were first run.
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

    /// One for each cell.
    public List<Fidelity> fidelity() {
        return fidelity;
    }

    /// Trials that were run and kept, repetitions included.
    public long done() {
        return done;
    }

    /// Trials that are not run again.
    public long finished() {
        return finished;
    }

    /// Trials in which the wire was too late, repetitions included.
    public long disturbed() {
        return disturbed;
    }

    /// Trials in which the wire was too late in the last repetition as well.
    public long leftDisturbed() {
        return leftDisturbed;
    }

    /// Whether more than `most` of the trials stayed disturbed, so that the run is no measurement.
    ///
    /// @param most 0 to 1
    public boolean tooBusy(double most) {
        return leftDisturbed > most * finished;
    }

    /// Trials that failed or did not conform, and were not disturbed.
    public long failed() {
        return failed;
    }

    /// The size of the capture.
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

    /// Which results could not be written, and why; empty where all could.
    public String unwritten() {
        return unwritten;
    }

    /// Why the machine's cores might sleep between messages; empty where they were kept from it.
    public String coresSleepBecause() {
        return coresSleepBecause;
    }

    /// Cells in which a delay varies, so that theory is a mean and not a bound.
    public Set<Integer> cellsWithMeans() {
        return cellsWithMeans;
    }

    /// What went wrong, each thing once; at most 1,000.
    public Set<String> problems() {
        return problems;
    }
}
