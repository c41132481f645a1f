package org.flowlab.view;

import java.util.List;
import java.util.Map;
import org.flowlab.experiment.StoredSummary;
import org.flowlab.store.StoredRun;
import org.jspecify.annotations.Nullable;

/// What `./lab run` prints of a run, for JSON; of one that is under way, what is written so far.
///
/// @param fidelity the wire's behaviour in each cell, as in `run.json`; empty until the run has
///   ended
/// @param problems what went wrong in trials, each once
public record RunSummaryView(
        List<RunView.CellView> cells, List<Object> fidelity, List<Object> problems) {
    public RunSummaryView {
        cells = List.copyOf(cells);
        fidelity = List.copyOf(fidelity);
        problems = List.copyOf(problems);
    }

    /// @throws java.io.UncheckedIOException with the reason, if the trials cannot be read
    public static RunSummaryView of(StoredRun run, Map<String, Object> description) {
        return new RunSummaryView(
                StoredSummary.of(run, description).stream().map(RunSummaryView::cell).toList(),
                list(description.get("fidelity")),
                list(description.get("problems")));
    }

    private static RunView.CellView cell(StoredSummary.Cell cell) {
        return new RunView.CellView(
                cell.cell(), cell.factors(), cell.flows().stream().map(RunView::flow).toList());
    }

    private static List<Object> list(@Nullable Object value) {
        return value instanceof List<?> all ? List.copyOf(all) : List.of();
    }
}
