package org.flowlab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.flowlab.flow.Entry;
import org.flowlab.flow.Step;
import org.flowlab.flow.Theory;
import org.flowlab.flow.Times;
import org.flowlab.store.TrialRow;
import org.flowlab.trial.Lateness;
import org.flowlab.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/// Makes the rows of the results folder from results.
final class Rows {
    private Rows() {}

    static TrialRow of(long number, Experiment.Cell cell, Attempt attempt) {
        TrialResult result = attempt.result();
        Lateness lateness = result.lateness();
        Times times = result.run().ledger().times();
        Theory theory = result.run().theory();
        List<String> problems = new ArrayList<>(result.run().deviations());
        if (!result.failure().isEmpty() && !problems.contains(result.failure())) {
            problems.addFirst(result.failure());
        }
        result.faults().words().forEach(words -> problems.add("wire: " + words));
        return new TrialRow(
                number,
                cell.index(),
                result.trial().flow().id(),
                cell.manner().reuseId(),
                result.trial().variant().outer().version().id(),
                attempt.number(),
                attempt.outcome(),
                result.conforms(),
                number(times.totalNanos()),
                number(times.proxyNanos()),
                number(times.tunnelNanos()),
                number(times.originNanos()),
                theory == null ? OptionalLong.empty() : OptionalLong.of(theory.totalNanos()),
                new TrialRow.Late(
                        lateness.p50Nanos(),
                        lateness.p99Nanos(),
                        lateness.maxNanos(),
                        lateness.onPathNanos(),
                        result.pauseNanos()),
                cell.factors(),
                result.run().ledger().entries().stream()
                        .filter(e -> e.state() != Entry.State.ABSENT)
                        .map(e -> step(e, result))
                        .toList(),
                problems);
    }

    private static TrialRow.StepRow step(Entry entry, TrialResult result) {
        Step step = entry.step();
        Entry.Seen seen = entry.seen();
        return new TrialRow.StepRow(
                step.number(),
                step.name(),
                seen == null ? "" : seen.spoken().label(),
                step.phase().name().toLowerCase(Locale.ROOT),
                result.trial().parties().node(step.from()),
                result.trial().parties().node(step.to()),
                seen == null ? OptionalLong.empty() : OptionalLong.of(seen.sentNanos()),
                seen == null ? OptionalLong.empty() : number(seen.arrivedNanos()),
                seen == null ? 0 : seen.times());
    }

    private static OptionalLong number(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
