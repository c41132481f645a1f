package org.flowlab.app;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flowlab.bench.Finding;
import org.flowlab.bench.Report;
import org.flowlab.bench.Spread;
import org.flowlab.bench.Target;
import org.flowlab.store.Machine;
import org.jspecify.annotations.Nullable;

/// What the bench found, as JSON has it.
///
/// @param load how many tasks wanted a core in the minute before
/// @param coresKeptAwake whether the machine's cores were kept from sleeping
record BenchView(
        String status,
        String start,
        String end,
        String command,
        long seed,
        boolean quick,
        Map<String, Object> machine,
        double load,
        boolean coresKeptAwake,
        List<PartView> parts) {

    record PartView(
            String name,
            String measures,
            double seconds,
            String failure,
            List<FindingView> findings) {}

    /// @param repetitions 1 where the value is the one that there is
    /// @param value null where it was not measured
    /// @param notMeasured why; empty where it was
    record FindingView(
            String what,
            String unit,
            int repetitions,
            @Nullable Double value,
            String notMeasured,
            @Nullable Spread spread,
            @Nullable TargetView target,
            Map<String, Object> details) {}

    /// @param least null for no bound
    /// @param most null for no bound
    /// @param must whether it holds on any machine
    record TargetView(@Nullable Double least, @Nullable Double most, boolean must, boolean met) {}

    static BenchView of(Report report, String command) {
        return new BenchView(
                report.sound() ? "sound" : "not sound",
                report.start().toString(),
                report.end().toString(),
                command,
                report.options().seed(),
                report.options().quick(),
                Machine.facts(),
                report.load(),
                report.coresSleepBecause().isEmpty(),
                report.parts().stream().map(BenchView::part).toList());
    }

    private static PartView part(Report.PartReport part) {
        return new PartView(
                part.part().name(),
                part.part().title(),
                part.seconds(),
                part.failure(),
                part.findings().stream().map(BenchView::finding).toList());
    }

    private static FindingView finding(Finding finding) {
        Spread spread = finding.spread();
        Target target = finding.target();
        return new FindingView(
                finding.what(),
                finding.unit(),
                spread == null ? 1 : spread.repetitions(),
                measured(finding) ? finding.value() : null,
                finding.notMeasured(),
                spread,
                target == null ? null : target(target, finding.verdict()),
                finding.details());
    }

    private static TargetView target(Target target, Finding.Verdict verdict) {
        return new TargetView(
                Double.isInfinite(target.least()) ? null : target.least(),
                Double.isInfinite(target.most()) ? null : target.most(),
                target.kind() == Target.Kind.MUST,
                verdict == Finding.Verdict.MET);
    }

    /// A part's findings as lines of a table.
    static List<String> lines(Report.PartReport part, Paint paint) {
        Table table = new Table();
        table.row("", "median", "p90", "p99", "most", "of", "", "should be", "");
        for (Finding finding : part.findings()) {
            Spread spread = finding.spread();
            Target target = finding.target();
            table.row(
                    "  " + finding.what(),
                    measured(finding) ? paint.bold(number(finding.value())) : "-",
                    spread == null ? "" : number(spread.p90()),
                    spread == null ? "" : number(spread.p99()),
                    spread == null ? "" : number(spread.max()),
                    spread == null ? "" : "" + spread.repetitions(),
                    finding.unit(),
                    target == null ? "" : target.toString(),
                    verdict(finding, paint));
        }
        return table.lines();
    }

    private static boolean measured(Finding finding) {
        return finding.verdict() != Finding.Verdict.NOT_MEASURED;
    }

    private static String verdict(Finding finding, Paint paint) {
        return switch (finding.verdict()) {
            case NOT_MEASURED -> "not measured: " + finding.notMeasured();
            case STATED -> "";
            case MET -> "yes";
            case SLOW -> "missed";
            case WRONG -> paint.lost("WRONG");
        };
    }

    /// With three significant digits, or as many as it has before the point.
    static String number(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e15) {
            return String.format(Locale.ROOT, "%,d", (long) value);
        }
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
