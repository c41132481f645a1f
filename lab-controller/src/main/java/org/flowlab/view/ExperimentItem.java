package org.flowlab.view;

import java.util.List;
import java.util.Map;
import org.flowlab.experiment.Experiment;
import org.flowlab.flow.Flow;
import org.flowlab.service.Library;
import org.flowlab.topology.Plan;
import org.jspecify.annotations.Nullable;

/// An experiment of the controller's list, for JSON.
///
/// @param name by which a request names it
/// @param experiment null if the file has problems
/// @param problems why the file cannot be used; empty if it can
public record ExperimentItem(
        String name, String file, @Nullable Summary experiment, List<String> problems) {

    /// What an experiment does.
    ///
    /// @param matrix the values of each factor
    /// @param cells the number of combinations of the factors' values
    /// @param trials how often each flow is run in each cell
    /// @param programs whether its topology has users' programs (`kind: host`)
    public record Summary(
            String title,
            String topology,
            int nodes,
            int links,
            boolean programs,
            List<String> flows,
            Map<String, List<String>> matrix,
            int cells,
            int trials,
            long seed) {

        public static Summary of(Experiment of) {
            return new Summary(
                    of.name(),
                    of.topology().name(),
                    of.topology().nodes().size(),
                    of.topology().links().size(),
                    !of.topology().named(Plan.Kind.HOST).isEmpty(),
                    of.flows().stream().map(Flow::id).toList(),
                    of.matrix(),
                    of.cells().size(),
                    of.trials(),
                    of.seed());
        }
    }

    public static ExperimentItem of(Library.ListedExperiment item) {
        Experiment experiment = item.experiment();
        return new ExperimentItem(
                item.name(),
                String.valueOf(item.file().getFileName()),
                experiment == null ? null : Summary.of(experiment),
                item.problems());
    }
}
