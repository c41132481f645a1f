package org.flowlab.app;

import java.util.List;
import java.util.Locale;
import org.flowlab.bench.Finding;
import org.flowlab.bench.Report;
import org.flowlab.bench.Spread;
import org.flowlab.bench.Target;

/// A part of the bench as lines of a table.
final class BenchTable {
    private BenchTable() {}

    /// The findings of `part`, one per line.
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

    /// Three significant digits, or all digits before the point.
    static String number(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e15) {
            return String.format(Locale.ROOT, "%,d", (long) value);
        }
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
