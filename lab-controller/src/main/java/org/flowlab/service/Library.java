package org.flowlab.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowlab.experiment.Experiment;
import org.flowlab.experiment.ExperimentFile;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topologies;
import org.flowlab.topology.Topology;
import org.flowlab.yaml.InputException;
import org.flowlab.yaml.Names;
import org.jspecify.annotations.Nullable;

/// The topologies and experiments that come with the lab, and those that a caller sends as text.
/// Files are named by a name from the lists, never by a path. Thread-safe.
public final class Library {
    /// How a text may name a topology of the list: `three-tier`, or as a file in `experiments/`
    /// does.
    private static final Pattern LISTED =
            Pattern.compile("(?:(?:\\.\\./)?topologies/)?([^/]+?)(?:\\.ya?ml)?");

    private static final String TOPOLOGY_TEXT = "topology.yaml";
    private static final String EXPERIMENT_TEXT = "experiment.yaml";

    private final Shelf<Topology> topologies;
    private final Shelf<Experiment> experiments;

    /// @param topologies the folder of topology files; it need not exist
    /// @param experiments the folder of experiment files; it need not exist
    public Library(Path topologies, Path experiments) {
        this.topologies = new Shelf<>("topology", topologies, Topologies::load);
        this.experiments = new Shelf<>("experiment", experiments, ExperimentFile::load);
    }

    /// A topology in the list.
    ///
    /// @param name the file's name without its ending
    /// @param topology null if the file has problems
    public record ListedTopology(
            String name, Path file, @Nullable Topology topology, List<String> problems) {
        public ListedTopology {
            problems = List.copyOf(problems);
        }
    }

    /// An experiment in the list.
    ///
    /// @param name the file's name without its ending
    /// @param experiment null if the file has problems
    public record ListedExperiment(
            String name, Path file, @Nullable Experiment experiment, List<String> problems) {
        public ListedExperiment {
            problems = List.copyOf(problems);
        }
    }

    /// The topologies, in the order of their names.
    public List<ListedTopology> topologies() {
        return topologies.items().stream()
                .map(i -> new ListedTopology(i.name(), i.file(), i.content(), i.problems()))
                .toList();
    }

    /// The experiments, in the order of their names.
    public List<ListedExperiment> experiments() {
        return experiments.items().stream()
                .map(i -> new ListedExperiment(i.name(), i.file(), i.content(), i.problems()))
                .toList();
    }

    /// The topology of a file in the list.
    ///
    /// @throws NotFoundException if there is none of that name
    /// @throws InputException if the file has problems
    public Topology topology(String name) {
        return Topologies.load(topologies.file(name));
    }

    /// The experiment of a file in the list.
    ///
    /// @throws NotFoundException if there is none of that name
    /// @throws InputException if the file has problems
    public Experiment experiment(String name) {
        return ExperimentFile.load(experiments.file(name));
    }

    /// The text of a topology file in the list.
    ///
    /// @throws NotFoundException if there is none of that name
    public String topologyText(String name) {
        return text(topologies.file(name));
    }

    /// The text of an experiment file in the list.
    ///
    /// @throws NotFoundException if there is none of that name
    public String experimentText(String name) {
        return text(experiments.file(name));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /// Checks a topology that was sent as text.
    ///
    /// @param operator whether the caller is the user who runs the controller, who may run programs
    /// @throws InputException if it is not valid; it has every problem with its place
    /// @throws OperatorOnlyException if it has programs, and the caller may not run them
    public Topology topologyOf(byte[] yaml, boolean operator) {
        Topology topology = Topologies.parse(TOPOLOGY_TEXT, yaml);
        if (!operator) {
            refusePrograms(topology);
        }
        return topology;
    }

    /// Checks an experiment that was sent as text. It holds its topology, or names one of the list.
    ///
    /// @param operator whether the caller is the user who runs the controller, who may run programs
    /// @throws InputException if it is not valid; it has every problem with its place
    /// @throws OperatorOnlyException if its own topology has programs, and the caller may not run
    ///   them
    public Experiment experimentOf(byte[] yaml, boolean operator) {
        List<Path> named = new ArrayList<>();
        Experiment experiment =
                ExperimentFile.parse(
                        EXPERIMENT_TEXT,
                        yaml,
                        text -> {
                            named.add(listed(text));
                            return named.getFirst();
                        });
        if (!operator && named.isEmpty()) {
            refusePrograms(experiment.topology());
        }
        return experiment;
    }

    private Path listed(String text) {
        Matcher name = LISTED.matcher(text);
        List<String> names = topologies.names();
        if (name.matches() && names.contains(name.group(1))) {
            return topologies.file(name.group(1));
        }
        throw new IllegalArgumentException(
                "\""
                        + text
                        + "\" is none of the controller's topologies"
                        + Names.hint(name.matches() ? name.group(1) : text, names)
                        + "; or write the topology here, as a mapping with nodes and links");
    }

    private static void refusePrograms(Topology topology) {
        List<String> hosts = topology.named(Plan.Kind.HOST);
        if (!hosts.isEmpty()) {
            throw new OperatorOnlyException(
                    "kind: host is not allowed in a text ("
                            + String.join(", ", hosts)
                            + "): its commands would run on the controller's machine. Put the"
                            + " topology into the controller's folder topologies/, or deploy it with"
                            + " ./lab deploy FILE as the user who runs the controller.");
        }
    }
}
