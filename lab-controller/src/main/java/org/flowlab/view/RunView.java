package org.flowlab.view;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.flowlab.experiment.Experiment;
import org.flowlab.experiment.FlowSummary;
import org.flowlab.experiment.RunOptions;
import org.flowlab.experiment.RunReport;
import org.flowlab.stats.Sample;
import org.flowlab.trial.Fidelity;
import org.jspecify.annotations.Nullable;

/// A run, for JSON: the times of its flows, and the wire's fidelity.
///
/// @param results the results folder; null if no trial was kept
/// @param trials the number of trials that were run, repetitions included
/// @param disturbed the number of trials that were disturbed, repetitions included
/// @param leftDisturbed the number of trials that were disturbed in the last repetition, too
/// @param tooBusy whether `leftDisturbed` is more than the experiment allows
public record RunView(
        String experiment,
        @Nullable String results,
        boolean interrupted,
        long trials,
        long notConforming,
        long disturbed,
        long leftDisturbed,
        boolean tooBusy,
        List<CellView> cells,
        List<Fidelity> fidelity,
        long captureBytes,
        boolean coresKeptAwake) {

    public record CellView(int cell, Map<String, String> factors, List<FlowView> flows) {}

    /// The times of a flow in a cell, in nanoseconds, from the trials that conform and were not
    /// disturbed. A trial and its repetitions count once in `trials`.
    ///
    /// @param hosts the part of the excess that the hosts took
    /// @param late the part of the excess that is the wire's lateness
    /// @param lateP99 the 99th percentile of each trial's lateness
    public record FlowView(
            String flow,
            int trials,
            int conforming,
            int disturbed,
            @Nullable Spread proxy,
            @Nullable Spread tunnel,
            @Nullable Spread origin,
            @Nullable Spread total,
            @Nullable Spread excess,
            @Nullable Spread hosts,
            @Nullable Spread late,
            @Nullable Spread lateP99,
            @Nullable Long theoryNanos,
            boolean theoryIsBound) {}

    public record Spread(double median, double q1, double q3, double min, double max) {
        static @Nullable Spread of(@Nullable Sample s) {
            return s == null
                    ? null
                    : new Spread(s.median(), s.quantile(0.25), s.quantile(0.75), s.min(), s.max());
        }
    }

    public static RunView of(Experiment experiment, RunOptions options, RunReport report) {
        return new RunView(
                experiment.name(),
                report.done() == 0 ? null : Objects.toString(options.out()),
                report.interrupted(),
                report.done(),
                report.failed(),
                report.disturbed(),
                report.leftDisturbed(),
                report.tooBusy(experiment.maxDisturbed()),
                experiment.cells().stream().map(cell -> cell(cell, report)).toList(),
                report.fidelity(),
                report.captureBytes(),
                report.coresSleepBecause().isEmpty());
    }

    private static CellView cell(Experiment.Cell cell, RunReport report) {
        return new CellView(
                cell.index(),
                cell.factors(),
                report.flows(cell.index()).stream().map(RunView::flow).toList());
    }

    static FlowView flow(FlowSummary flow) {
        return new FlowView(
                flow.flow(),
                flow.trials(),
                flow.good(),
                flow.disturbed(),
                Spread.of(flow.proxy()),
                Spread.of(flow.tunnel()),
                Spread.of(flow.origin()),
                Spread.of(flow.total()),
                Spread.of(flow.excess()),
                Spread.of(flow.hosts()),
                Spread.of(flow.late()),
                Spread.of(flow.lateP99()),
                flow.theoryNanos(),
                flow.theoryIsBound());
    }
}
