package org.flowlab.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.flowlab.experiment.Experiment;
import org.flowlab.experiment.FlowSummary;
import org.flowlab.experiment.Forecast;
import org.flowlab.experiment.RunOptions;
import org.flowlab.experiment.RunReport;
import org.flowlab.experiment.WireSummary;
import org.flowlab.flow.Phase;
import org.flowlab.stats.Sample;
import org.jspecify.annotations.Nullable;

/// The words for what a run gave: a table of its flows, the wire, and the problems.
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
        List<String> lines = new ArrayList<>();
        lines.add(
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
                        + options.seed());
        if (options.capture() != RunOptions.Capture.NONE) {
            lines.add(Forecast.of(experiment, options, total).words(options.out()));
        }
        lines.add("");
        return lines;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Experiment.Cell cell : experiment.cells()) {
            lines.addAll(cellLines(cell));
        }
        if (!report.cellsWithMeans().isEmpty()) {
            lines.add("* the delay varies: the network's share is a mean, not the least possible");
        }
        lines.addAll(fidelityLines());
        if (report.interrupted()) {
            lines.add(
                    paint.bold("interrupted")
                            + ": "
                            + Words.count(report.done(), "trial")
                            + " kept");
        }
        List<String> problems = // RunCommand prints what could not be written
                report.problems().stream().filter(p -> !p.equals(report.unwritten())).toList();
        lines.addAll(disturbedLines());
        if (report.failed() > 0) {
            lines.add(
                    paint.lost(
                            report.failed()
                                    + " of "
                                    + Words.count(report.done(), "trial")
                                    + " did not conform; the table leaves them out:"));
        } else if (report.done() > report.disturbed()) {
            long good = report.done() - report.disturbed();
            lines.add(
                    (good == 1 ? "the trial" : "every one of " + good + " trials")
                            + " conforms to its flow");
            if (!problems.isEmpty()) {
                lines.add(paint.lost("other problems:"));
            }
        }
        problems.stream().limit(MOST_PROBLEMS).forEach(p -> lines.add("  " + p));
        return lines;
    }

    private List<String> cellLines(Experiment.Cell cell) {
        Table table = new Table();
        table.row(
                "ms, median" + sign() + "half the IQR",
                paint.phase(Phase.PROXY, "proxy"),
                paint.phase(Phase.TUNNEL, "tunnel"),
                paint.phase(Phase.ORIGIN, "origin"),
                paint.bold("total"),
                "network",
                "excess",
                "hosts",
                "wire",
                "late p99",
                "trials");
        boolean any = false;
        for (FlowSummary row : report.flows(cell.index())) {
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
                    row.hosts() == null ? "-" : signed(row.hosts().median()),
                    row.late() == null ? "-" : signed(row.late().median()),
                    row.lateP99() == null ? "-" : millis(Math.round(row.lateP99().median())),
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
        return spread(sample, sign());
    }

    /// The median and half the interquartile range, in milliseconds; one value has no range.
    static String spread(@Nullable Sample sample, String sign) {
        if (sample == null) {
            return "-";
        }
        String median = millis(Math.round(sample.median()));
        return sample.count() == 1
                ? median
                : median
                        + sign
                        + String.format(Locale.ROOT, "%.2f", sample.interquartileRange() / 2e6);
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

    private List<String> disturbedLines() {
        List<String> lines = new ArrayList<>();
        if (report.disturbed() == 0) {
            return lines;
        }
        lines.add(
                "disturbed: in "
                        + report.disturbed()
                        + " of "
                        + Words.count(report.done(), "trial")
                        + " the wire was too late or failed, or the lab stood still; the table leaves them out, and "
                        + again());
        if (report.nothingMeasured()) {
            lines.add(
                    paint.lost(
                            "nothing could be measured: every trial stayed disturbed. Run it on an"
                                    + " idle machine."));
        } else if (report.tooBusy(experiment.maxDisturbed())) {
            lines.add(
                    paint.lost(
                            "the machine was too busy to measure: more than "
                                    + Math.round(100 * experiment.maxDisturbed())
                                    + " % of the trials stayed disturbed. Run it on an idle machine,"
                                    + " or allow more with fidelity: in the experiment."));
        }
        return lines;
    }

    private String again() {
        String left =
                report.leftDisturbed() == 0
                        ? ""
                        : report.leftDisturbed() + " stayed disturbed after all retries";
        if (!report.endsDisturbed()) {
            return left.isEmpty() ? "each was run again" : left;
        }
        return (left.isEmpty() ? "" : left + ", and ")
                + "the last one was not run again because the run ended before that";
    }

    private List<String> fidelityLines() {
        List<String> lines = new ArrayList<>();
        if (report.fidelity().isEmpty()) {
            return lines;
        }
        WireSummary wire = WireSummary.of(report);
        lines.add(
                String.format(
                        Locale.ROOT,
                        "wire: %,d frames, %d early; late by %d µs in the median, %d µs at p99, %d µs at most (worst direction)",
                        wire.frames(),
                        wire.earlyFrames(),
                        wire.lateP50Nanos() / 1000,
                        wire.lateP99Nanos() / 1000,
                        wire.lateMaxNanos() / 1000));
        if (wire.expectedLosses() > 0 || wire.losses() > 0) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "wire: %s lost on purpose, %.1f expected",
                            Words.count(wire.losses(), "frame"),
                            wire.expectedLosses()));
        }
        if (!wire.drops().isEmpty()) {
            lines.add("wire: frames dropped: " + drops(wire));
        }
        CoresOption.hint(report.coresSleepBecause()).ifPresent(lines::add);
        wire.disturbances().forEach(d -> lines.add(paint.lost("wire: " + d)));
        return lines;
    }

    /// `3 queue-full, 10 too-big`
    private static String drops(WireSummary wire) {
        return wire.drops().entrySet().stream()
                .map(drop -> drop.getValue() + " " + drop.getKey())
                .collect(Collectors.joining(", "));
    }
}
