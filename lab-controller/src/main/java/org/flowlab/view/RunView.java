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

/// A run as JSON shows it: its flows side by side, and how true the wire was.
///
/// @param results the folder; null if no trial was kept
public record RunView(
        String experiment,
        @Nullable String results,
        boolean interrupted,
        long trials,
        long notConforming,
        List<CellView> cells,
        List<Fidelity> fidelity,
        long captureBytes,
        boolean coresKeptAwake) {

    public record CellView(int cell, Map<String, String> factors, List<FlowView> flows) {}

    /// Times in nanoseconds, of the trials that conform.
    public record FlowView(
            String flow,
            int trials,
            int conforming,
            @Nullable Spread proxy,
            @Nullable Spread tunnel,
            @Nullable Spread origin,
            @Nullable Spread total,
            @Nullable Spread excess,
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

    private static FlowView flow(FlowSummary flow) {
        return new FlowView(
                flow.flow(),
                flow.trials(),
                flow.good(),
                Spread.of(flow.proxy()),
                Spread.of(flow.tunnel()),
                Spread.of(flow.origin()),
                Spread.of(flow.total()),
                Spread.of(flow.excess()),
                flow.theoryNanos(),
                flow.theoryIsBound());
    }
}
