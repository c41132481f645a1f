package org.flowlab.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.store.StoredRun;
import org.jspecify.annotations.Nullable;

/// A row of `trials.csv`, for JSON: the same fields, with numbers as numbers, and the varied
/// factors together. Times are in nanoseconds. A number that the file does not have is null.
///
/// @param factors the varied factors and their values
public record TrialRowView(
        long trial,
        @Nullable Long cell,
        String flow,
        String reuse,
        String tls,
        @Nullable Long attempt,
        String outcome,
        boolean conforms,
        @Nullable Long totalNanos,
        @Nullable Long proxyNanos,
        @Nullable Long tunnelNanos,
        @Nullable Long originNanos,
        @Nullable Long theoryNanos,
        @Nullable Long lateP50Nanos,
        @Nullable Long lateP99Nanos,
        @Nullable Long lateMaxNanos,
        @Nullable Long lateOnPathNanos,
        @Nullable Long pauseNanos,
        Map<String, String> factors) {

    /// Rows of a run.
    ///
    /// @param total how many trials are written so far, repetitions included
    public record Page(long total, List<TrialRowView> trials) {
        public Page {
            trials = List.copyOf(trials);
        }

        public static Page of(StoredRun.Trials trials) {
            return new Page(trials.total(), trials.rows().stream().map(TrialRowView::of).toList());
        }
    }

    /// @param row the fields by column
    public static TrialRowView of(Map<String, String> row) {
        CsvFields fields = new CsvFields(row);
        Map<String, String> factors = new LinkedHashMap<>();
        row.forEach(
                (column, value) -> {
                    if (StoredRun.isFactor(column)) {
                        factors.put(column, value);
                    }
                });
        Long trial = fields.number("trial");
        return new TrialRowView(
                trial == null ? 0 : trial,
                fields.number("cell"),
                fields.text("flow"),
                fields.text("reuse"),
                fields.text("tls"),
                fields.number("attempt"),
                fields.text("outcome"),
                fields.text("conforms").equals("true"),
                fields.number("total_ns"),
                fields.number("proxy_ns"),
                fields.number("tunnel_ns"),
                fields.number("origin_ns"),
                fields.number("theory_ns"),
                fields.number("late_p50_ns"),
                fields.number("late_p99_ns"),
                fields.number("late_max_ns"),
                fields.number("late_on_path_ns"),
                fields.number("pause_ns"),
                factors);
    }
}
