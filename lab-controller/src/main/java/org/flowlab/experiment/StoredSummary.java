package org.flowlab.experiment;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flowlab.store.StoredRun;

/// The times of a run's flows, worked out from its results folder. The run may still be under way.
public final class StoredSummary {
    private static final int PAGE = 1_000;

    private final Map<Integer, Map<String, FlowTimes>> times = new TreeMap<>();
    private final Map<Integer, Map<String, String>> factors = new LinkedHashMap<>();
    private final Collection<?> cellsWithMeans;

    private StoredSummary(Collection<?> cellsWithMeans) {
        this.cellsWithMeans = cellsWithMeans;
    }

    /// A cell of the matrix.
    ///
    /// @param cell its index, from 1
    /// @param flows in the order in which they were first run
    public record Cell(int cell, Map<String, String> factors, List<FlowSummary> flows) {
        public Cell {
            factors = Map.copyOf(factors);
            flows = List.copyOf(flows);
        }
    }

    /// The cells of which a trial is written.
    ///
    /// @param description what the run's `run.json` says
    /// @throws java.io.UncheckedIOException with the reason, if the trials cannot be read
    public static List<Cell> of(StoredRun run, Map<String, Object> description) {
        Object means = description.get("theory_is_mean_in_cells");
        StoredSummary summary =
                new StoredSummary(means instanceof Collection<?> cells ? cells : List.of());
        long from = 1;
        List<Map<String, String>> rows = run.trials(from, PAGE).rows();
        while (!rows.isEmpty()) {
            rows.forEach(summary::add);
            from += rows.size();
            rows = run.trials(from, PAGE).rows();
        }
        return summary.cells();
    }

    private void add(Map<String, String> row) {
        int cell = Integer.parseInt(row.getOrDefault("cell", "1"));
        factors.computeIfAbsent(
                cell,
                _ -> {
                    Map<String, String> varied = new LinkedHashMap<>(row);
                    varied.keySet().removeIf(column -> !StoredRun.isFactor(column));
                    return varied;
                });
        boolean bound =
                cellsWithMeans.stream()
                        .noneMatch(c -> c instanceof Number number && number.intValue() == cell);
        times.computeIfAbsent(cell, _ -> new LinkedHashMap<>())
                .computeIfAbsent(row.getOrDefault("flow", ""), _ -> new FlowTimes())
                .add(row, bound);
    }

    private List<Cell> cells() {
        return times.entrySet().stream()
                .map(
                        e ->
                                new Cell(
                                        e.getKey(),
                                        factors.getOrDefault(e.getKey(), Map.of()),
                                        e.getValue().entrySet().stream()
                                                .map(f -> f.getValue().summary(f.getKey()))
                                                .toList()))
                .toList();
    }
}
