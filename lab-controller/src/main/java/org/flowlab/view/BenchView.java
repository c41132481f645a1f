package org.flowlab.view;

import java.util.List;
import java.util.Map;
import org.flowlab.bench.Finding;
import org.flowlab.bench.Report;
import org.flowlab.bench.Spread;
import org.flowlab.bench.Target;
import org.flowlab.store.Machine;
import org.jspecify.annotations.Nullable;

/// The results of the bench, for JSON.
///
/// @param load the mean number of tasks that ran or waited for a core in the minute before
/// @param coresKeptAwake whether the machine's cores were kept from sleeping
public record BenchView(
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

    public record PartView(
            String name,
            String measures,
            double seconds,
            String failure,
            List<FindingView> findings) {}

    /// One measured value.
    ///
    /// @param repetitions the number of measurements; 1 if the value is a single one
    /// @param value null if it was not measured
    /// @param notMeasured why it was not measured; empty if it was
    public record FindingView(
            String what,
            String unit,
            int repetitions,
            @Nullable Double value,
            String notMeasured,
            @Nullable Spread spread,
            @Nullable TargetView target,
            Map<String, Object> details) {}

    /// The bounds that a value should be within.
    ///
    /// @param least null for no bound
    /// @param most null for no bound
    /// @param must whether the target applies to every machine
    public record TargetView(
            @Nullable Double least, @Nullable Double most, boolean must, boolean met) {}

    public static BenchView of(Report report, String command) {
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

    private static boolean measured(Finding finding) {
        return finding.verdict() != Finding.Verdict.NOT_MEASURED;
    }
}
