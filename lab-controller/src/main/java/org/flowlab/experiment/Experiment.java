package org.flowlab.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Parties;
import org.flowlab.topology.Topology;
import org.flowlab.trial.Manner;
import org.flowlab.unit.ByteCount;

/// The checked content of an experiment file: flows, a topology, and what varies.
///
/// @param source the path of the file
/// @param matrix the values of each factor, in the order of the file
/// @param cells every combination of the factors' values, in the order of the file; at least one
/// @param trials how often each flow is run in each cell, 1 to [ExperimentFile#MOST_TRIALS]
/// @param expectStatus the final HTTP status that every flow must end with, 200 to 599; if empty,
///   any 2xx
/// @param fidelity the bound on a trial's wire lateness (99th percentile), at least 1 ns; if empty,
///   the larger of 1 ms and 2 % of the trial's theory
/// @param retries how often a disturbed trial is run again, 0 or more
/// @param maxDisturbed the fraction of the trials that may stay disturbed after their retries, 0 to
///   1
/// @param maxCapture the size at which capturing stops; if empty, it does not
public record Experiment(
        String name,
        String source,
        Topology topology,
        List<Flow> flows,
        Map<String, List<String>> matrix,
        List<Cell> cells,
        int trials,
        long seed,
        OptionalInt expectStatus,
        Optional<Duration> fidelity,
        int retries,
        double maxDisturbed,
        Optional<ByteCount> maxCapture) {

    public Experiment {
        flows = List.copyOf(flows);
        matrix = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(matrix));
        cells = List.copyOf(cells);
    }

    /// One combination of the factors' values.
    ///
    /// @param index from 1
    /// @param factors the values in this cell, in the order of the matrix
    /// @param base the experiment's topology
    /// @param changed the links with other traffic control in this cell, by their names
    public record Cell(
            int index,
            Map<String, String> factors,
            Topology base,
            Map<String, Topology.Link> changed,
            Manner manner,
            Parties parties) {
        public Cell {
            factors = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(factors));
            changed = Map.copyOf(changed);
        }

        /// The topology with the cell's traffic control. Each call makes a new one, because an
        /// experiment may have too many cells and links to keep them all.
        public Topology topology() {
            Topology topology = base.with(changed);
            return manner.warmOrigin() ? topology.withReuseOrigin() : topology;
        }
    }

    /// Every combination of the factors' values. The last factor changes fastest.
    static List<Map<String, String>> combinations(Map<String, List<String>> matrix) {
        List<Map<String, String>> all = new ArrayList<>(List.of(Map.of()));
        for (Map.Entry<String, List<String>> factor : matrix.entrySet()) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> one : all) {
                for (String value : factor.getValue()) {
                    Map<String, String> with = new LinkedHashMap<>(one);
                    with.put(factor.getKey(), value);
                    longer.add(with);
                }
            }
            all = longer;
        }
        return all;
    }
}
