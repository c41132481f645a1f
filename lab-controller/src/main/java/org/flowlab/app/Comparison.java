package org.flowlab.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.flowlab.experiment.Experiment;
import org.flowlab.experiment.RunOptions;
import org.flowlab.experiment.RunReport;
import org.flowlab.flow.Phase;
import org.flowlab.flow.Theory;
import org.flowlab.flow.Times;
import org.flowlab.stats.Sample;
import org.flowlab.trial.Fidelity;
import org.flowlab.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/// What a run gave, flow beside flow: times, what the network alone must cost, and how true the
/// wire was.
final class Comparison {
    private static final int MOST_PROBLEMS = 10;

    private final Terminal terminal;
    private final Paint paint;
    private final Experiment experiment;
    private final RunReport report;

    Comparison(Terminal terminal, Experiment experiment, RunReport report) {
        this.terminal = terminal;
        this.paint = new Paint(terminal.colours());
        this.experiment = experiment;
        this.report = report;
    }

    /// What is about to be run.
    static List<String> head(Experiment experiment, RunOptions options, long total) {
        return List.of(
                experiment.name()
                        + " over "
                        + experiment.topology().name()
                        + ": "
                        + Words.count(experiment.flows().size(), "flow")
                        + ", "
                        + Words.count(experiment.cells().size(), "cell")
                        + ", "
                        + Words.count(options.trials(), "trial")
                        + " each: "
                        + Words.count(total, "trial")
                        + "; seed "
                        + options.seed(),
                "");
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Experiment.Cell cell : experiment.cells()) {
            lines.addAll(cellLines(cell));
        }
        if (!report.cellsWithMeans().isEmpty()) {
            lines.add(
                    "* the delay varies: the network's share is a mean, and not the least that is possible");
        }
        lines.addAll(fidelityLines());
        if (report.interrupted()) {
            lines.add(
                    paint.bold("interrupted")
                            + ": "
                            + Words.count(report.done(), "trial")
                            + " kept");
        }
        List<String> problems = // but what is told where the run ends
                report.problems().stream().filter(p -> !p.equals(report.unwritten())).toList();
        if (report.failed() > 0) {
            lines.add(
                    paint.lost(
                            report.failed()
                                    + " of "
                                    + Words.count(report.done(), "trial")
                                    + " did not conform, and no time above is theirs:"));
        } else if (report.done() > 0) {
            lines.add(
                    (report.done() == 1 ? "the trial" : "every one of " + report.done() + " trials")
                            + " conforms to its flow");
            if (!problems.isEmpty()) {
                lines.add(paint.lost("beside the flows:"));
            }
        }
        problems.stream().limit(MOST_PROBLEMS).forEach(p -> lines.add("  " + p));
        return lines;
    }

    private List<String> cellLines(Experiment.Cell cell) {
        Table table = new Table();
        table.row(
                "ms, median" + sign() + "half the interquartile range",
                paint.phase(Phase.PROXY, "proxy"),
                paint.phase(Phase.TUNNEL, "tunnel"),
                paint.phase(Phase.ORIGIN, "origin"),
                paint.bold("total"),
                "network",
                "excess",
                "trials");
        boolean any = false;
        for (Row row : rows(cell.index())) {
            any = true;
            table.row(
                    row.flow(),
                    spread(row.proxy()),
                    spread(row.tunnel()),
                    spread(row.origin()),
                    paint.bold(spread(row.total())),
                    row.theoryNanos() == null
                            ? "-"
                            : millis(row.theoryNanos()) + (row.theoryIsBound() ? "" : "*"),
                    row.excess() == null ? "-" : signed(row.excess().median()),
                    row.good() == row.trials()
                            ? "" + row.trials()
                            : row.good() + "/" + row.trials());
        }
        if (!any) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        if (!cell.factors().isEmpty()) {
            List<String> words = new ArrayList<>();
            cell.factors().forEach((factor, value) -> words.add(factor + " " + value));
            lines.add(paint.bold(String.join(", ", words)));
        }
        lines.addAll(table.lines());
        lines.add("");
        return lines;
    }

    private String spread(@Nullable Sample sample) {
        if (sample == null) {
            return "-";
        }
        return String.format(
                Locale.ROOT,
                "%.2f%s%.2f",
                sample.median() / 1e6,
                sign(),
                sample.interquartileRange() / 2e6);
    }

    private String sign() {
        return terminal.unicode() ? " ± " : " +- ";
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
    }

    /// With its sign: `+4.73`, `-2.52`.
    static String signed(double nanos) {
        // rounded first, so that there is no -0.00
        return String.format(Locale.ROOT, "%+.2f", Math.round(nanos / 1e4) / 100.0);
    }

    /// One flow in one cell; samples in nanoseconds, of the trials that conform, null where none of
    /// those had that phase.
    ///
    /// @param good how many conform
    record Row(
            String flow,
            int trials,
            int good,
            @Nullable Sample proxy,
            @Nullable Sample tunnel,
            @Nullable Sample origin,
            @Nullable Sample total,
            @Nullable Sample excess,
            @Nullable Long theoryNanos,
            boolean theoryIsBound) {}

    private List<Row> rows(int cell) {
        List<Row> rows = new ArrayList<>();
        report.results()
                .forEach(
                        (key, results) -> {
                            if (key.cell() == cell) {
                                rows.add(row(key.flow().id(), results));
                            }
                        });
        return rows;
    }

    static Row row(String flow, List<TrialResult> results) {
        // The time of a trial that took another way is no time of the flow.
        List<TrialResult> conforming = results.stream().filter(TrialResult::conforms).toList();
        Theory theory = results.getLast().run().theory();
        // With a rate it depends on the bytes that a trial had to send.
        Sample least =
                sample(
                        conforming,
                        r -> Optional.ofNullable(r.run().theory()).map(Theory::totalNanos));
        return new Row(
                flow,
                results.size(),
                conforming.size(),
                sample(conforming, r -> positive(r.run().ledger().times().proxyNanos())),
                sample(conforming, r -> positive(r.run().ledger().times().tunnelNanos())),
                sample(conforming, r -> positive(r.run().ledger().times().originNanos())),
                sample(conforming, r -> Optional.ofNullable(times(r).totalNanos())),
                sample(conforming, r -> Optional.ofNullable(r.run().excessNanos())),
                least == null ? null : (Long) Math.round(least.median()),
                theory == null || theory.bound());
    }

    private static Times times(TrialResult result) {
        return result.run().ledger().times();
    }

    /// A phase that a flow does not have takes no time.
    private static Optional<Long> positive(@Nullable Long nanos) {
        return nanos == null || nanos == 0 ? Optional.empty() : Optional.of(nanos);
    }

    private static @Nullable Sample sample(
            List<TrialResult> results, Function<TrialResult, Optional<Long>> value) {
        List<Long> values = results.stream().map(value).flatMap(Optional::stream).toList();
        return values.isEmpty() ? null : Sample.of(values);
    }

    private List<String> fidelityLines() {
        List<Fidelity.Direction> all =
                report.fidelity().stream().flatMap(f -> f.directions().stream()).toList();
        List<String> lines = new ArrayList<>();
        if (all.isEmpty()) {
            return lines;
        }
        lines.add(
                String.format(
                        Locale.ROOT,
                        "wire: %,d frames, %d early; late by %d µs in the median, %d µs at p99, %d µs at most (worst direction)",
                        all.stream().mapToLong(Fidelity.Direction::frames).sum(),
                        all.stream().mapToLong(Fidelity.Direction::earlyFrames).sum(),
                        worstMicros(all, Fidelity.Direction::errorP50Nanos),
                        worstMicros(all, Fidelity.Direction::errorP99Nanos),
                        worstMicros(all, Fidelity.Direction::errorMaxNanos)));
        lossLine().ifPresent(lines::add);
        CoresOption.hint(report.coresSleepBecause()).ifPresent(lines::add);
        report.fidelity().stream()
                .flatMap(f -> f.disturbances().stream())
                .distinct()
                .forEach(d -> lines.add(paint.lost("wire: " + d)));
        return lines;
    }

    private static long worstMicros(
            List<Fidelity.Direction> directions, ToLongFunction<Fidelity.Direction> nanos) {
        return directions.stream().mapToLong(nanos).max().orElse(0) / 1000;
    }

    private Optional<String> lossLine() {
        double expected = 0;
        long losses = 0;
        for (Fidelity fidelity : report.fidelity()) {
            for (Fidelity.Direction d : fidelity.directions()) {
                expected += d.expectedLosses();
                losses += d.losses();
            }
        }
        return expected == 0 && losses == 0
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "wire: %s lost on purpose, %.1f expected",
                                Words.count(losses, "frame"),
                                expected));
    }

    /// What `--json` prints.
    ///
    /// @param results the folder; null where no trial was kept
    record View(
            String experiment,
            @Nullable String results,
            boolean interrupted,
            long trials,
            long notConforming,
            List<CellView> cells,
            List<Fidelity> fidelity,
            boolean coresKeptAwake) {}

    record CellView(int cell, Map<String, String> factors, List<FlowView> flows) {}

    /// Times in nanoseconds, of the trials that conform.
    record FlowView(
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

    record Spread(double median, double q1, double q3, double min, double max) {
        static @Nullable Spread of(@Nullable Sample s) {
            return s == null
                    ? null
                    : new Spread(s.median(), s.quantile(0.25), s.quantile(0.75), s.min(), s.max());
        }
    }

    View view(RunOptions options) {
        List<CellView> cells =
                experiment.cells().stream()
                        .map(
                                c ->
                                        new CellView(
                                                c.index(),
                                                c.factors(),
                                                rows(c.index()).stream()
                                                        .map(Comparison::view)
                                                        .toList()))
                        .toList();
        return new View(
                experiment.name(),
                report.done() == 0 ? null : Objects.toString(options.out()),
                report.interrupted(),
                report.done(),
                report.failed(),
                cells,
                report.fidelity(),
                report.coresSleepBecause().isEmpty());
    }

    private static FlowView view(Row row) {
        return new FlowView(
                row.flow(),
                row.trials(),
                row.good(),
                Spread.of(row.proxy()),
                Spread.of(row.tunnel()),
                Spread.of(row.origin()),
                Spread.of(row.total()),
                Spread.of(row.excess()),
                row.theoryNanos(),
                row.theoryIsBound());
    }
}
