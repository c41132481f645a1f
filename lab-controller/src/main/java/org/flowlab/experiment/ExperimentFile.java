package org.flowlab.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Parties;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Quantities;
import org.flowlab.topology.Topologies;
import org.flowlab.topology.Topology;
import org.flowlab.trial.ForeignClient;
import org.flowlab.trial.Manner;
import org.flowlab.trial.Trials;
import org.flowlab.unit.ByteCount;
import org.flowlab.yaml.InputException;
import org.flowlab.yaml.Names;
import org.flowlab.yaml.YamlFile;
import org.flowlab.yaml.YamlValue;
import org.jspecify.annotations.Nullable;

/// Reads experiment files.
public final class ExperimentFile {
    static final List<String> KEYS =
            List.of(
                    "name",
                    "topology",
                    "flows",
                    "matrix",
                    "trials",
                    "seed",
                    "client",
                    "proxy",
                    "origin",
                    "expect",
                    "fidelity",
                    "retries",
                    "max-disturbed",
                    "max-capture");

    /// Keys of a topology, which an experiment may contain, but not at its top level.
    private static final Map<String, String> BODY =
            Map.of(
                    "nodes", "write it under topology:, as in topology: {nodes: …, links: …}",
                    "links", "write it under topology:, as in topology: {nodes: …, links: …}");

    /// The most trials of each flow in each cell.
    public static final int MOST_TRIALS = 100_000;

    private static final int DEFAULT_TRIALS = 10;
    private static final int DEFAULT_RETRIES = 3;
    private static final int MOST_RETRIES = 100;
    private static final double DEFAULT_MAX_DISTURBED = 0.2;
    private static final long LEAST_CAPTURE = 1L << 20;
    private static final long MOST_CAPTURE = 1L << 40;
    private static final Topology NONE = new Topology("", List.of(), List.of());

    private final Path path;
    private final YamlFile file;
    private final Map<String, YamlValue> entries;
    private final Function<String, Path> finder;
    private final long mostRoutes;

    /// @param finder gives the file of a topology from its name in the experiment; null to find it
    ///   relative to the experiment's file
    private ExperimentFile(Path path, YamlFile file, @Nullable Function<String, Path> finder) {
        this.path = path;
        this.file = file;
        this.entries = file.root().map(KEYS, BODY);
        this.finder = finder == null ? this::find : finder;
        this.mostRoutes = finder == null ? Long.MAX_VALUE : Topologies.MOST_ROUTES_OF_TEXT;
    }

    /// Reads an experiment and the topology that it names.
    ///
    /// @throws InputException if one of them is not valid; it has every problem with its place
    public static Experiment load(Path path) {
        return new ExperimentFile(path, YamlFile.read(path), null).read();
    }

    /// Reads an experiment that is in no file.
    ///
    /// @param name used in messages instead of a file's name
    /// @param topologies gives the file of a topology from its name in the experiment; it throws an
    ///   `IllegalArgumentException`, with the reason, if there is none
    /// @throws InputException if it is not valid; it has every problem with its place
    public static Experiment parse(String name, byte[] yaml, Function<String, Path> topologies) {
        return new ExperimentFile(Path.of(name), YamlFile.parse(name, yaml), topologies).read();
    }

    /// Reads an experiment from bytes that stand for the file at `path`.
    static Experiment parse(Path path, byte[] yaml) {
        return new ExperimentFile(path, YamlFile.parse(path.toString(), yaml), null).read();
    }

    /// Whether a file's top level looks like an experiment and not like a topology.
    public static boolean isExperiment(Path path) {
        return Topologies.isExperiment(YamlFile.read(path).root());
    }

    private Experiment read() {
        String name =
                get("name").flatMap(v -> v.parsed(Names::title)).orElse(Names.titleOf(file.name()));
        Topology topology = topology(name);
        List<Flow> flows = flows();
        Matrix matrix = Matrix.read(entries.get("matrix"), file.root());
        int trials = number("trials", 1, MOST_TRIALS).orElse(DEFAULT_TRIALS);
        long seed = get("seed").flatMap(v -> v.quantity(ExperimentFile::seed)).orElse(1L);
        OptionalInt expectStatus = number("expect", 200, 599);
        Optional<Duration> fidelity =
                get("fidelity").flatMap(v -> v.quantity(Quantities::positiveDuration));
        int retries = number("retries", 0, MOST_RETRIES).orElse(DEFAULT_RETRIES);
        double maxDisturbed =
                get("max-disturbed")
                        .flatMap(v -> v.quantity(Quantities::fraction))
                        .orElse(DEFAULT_MAX_DISTURBED);
        Optional<ByteCount> maxCapture =
                get("max-capture").flatMap(v -> v.parsed(ExperimentFile::captureSize));
        if (!topology.equals(NONE)) {
            matrix.check(topology);
        }
        file.problems().check();
        Parties parties = parties(topology);
        file.problems().check();
        checkFlows(flows, topology.plan(), parties);
        List<Experiment.Cell> cells = cells(topology, flows, matrix, parties);
        file.problems().check();
        return new Experiment(
                name,
                path.toString(),
                topology,
                flows,
                matrix.values(),
                cells,
                trials,
                seed,
                expectStatus,
                fidelity,
                retries,
                maxDisturbed,
                maxCapture);
    }

    private static ByteCount captureSize(String text) {
        ByteCount size = ByteCount.parse(text);
        if (size.bytes() < LEAST_CAPTURE || size.bytes() > MOST_CAPTURE) {
            throw new IllegalArgumentException("'" + text + "' is out of range: 1mb to 1024gb");
        }
        return size;
    }

    private OptionalInt number(String key, int least, int most) {
        return get(key).flatMap(v -> v.quantity(text -> Quantities.number(text, least, most)))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private Optional<YamlValue> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    private static long seed(String text) {
        try {
            if (!text.matches("0|-?[1-9]\\d*")) { // not 010: some readers take it for 8
                throw new NumberFormatException(text);
            }
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a whole number of 64 bits, as in 1");
        }
    }

    private Topology topology(String name) {
        YamlValue value = entries.get("topology");
        if (value == null) {
            boolean isMisplaced = BODY.keySet().stream().anyMatch(entries::containsKey);
            if (file.root().isMap() && !isMisplaced) {
                file.root()
                        .problem(
                                "topology is missing: the path of a topology file, as in"
                                        + " ../topologies/three-tier.yaml");
            }
            return NONE;
        }
        if (value.isMap()) {
            Topology inline = Topologies.read(value, name, file, mostRoutes);
            return file.problems().any() ? NONE : inline.from(path);
        }
        Optional<Path> named = value.parsed(finder);
        if (named.isEmpty()) {
            return NONE;
        }
        try {
            return Topologies.load(named.get());
        } catch (InputException e) {
            value.problem("the topology has problems, which are listed below");
            file.problems().addAll(e);
            return NONE;
        }
    }

    /// Finds the file at a path that is relative to this file.
    private Path find(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(
                    "a path is expected here, as in ../topologies/three-tier.yaml");
        }
        Path found;
        try {
            found = path.toAbsolutePath().resolveSibling(text).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' is not a path");
        }
        if (Files.isSymbolicLink(found) && !Files.exists(found)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is a symbolic link to a file that does not exist");
        }
        if (!Files.exists(found)) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "': no such file, relative to this one"
                            + similar(found).map(n -> "; did you mean " + n + "?").orElse(""));
        }
        if (Files.isDirectory(found)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is a folder; name a topology file in it");
        }
        if (!Files.isRegularFile(found)) {
            throw new IllegalArgumentException("'" + text + "' is not a regular file");
        }
        Path here = Path.of("").toAbsolutePath();
        return found.startsWith(here) ? here.relativize(found) : found;
    }

    /// The name of a file in the same folder that is similar to the name of the missing file.
    private static Optional<String> similar(Path missing) {
        Path folder = missing.getParent();
        Path name = missing.getFileName();
        if (folder == null || name == null || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.limit(1000).map(f -> f.getFileName().toString()).toList();
            return Names.nearest(name.toString(), names);
        } catch (IOException e) {
            return Optional.empty(); // the hint is left out
        }
    }

    private List<Flow> flows() {
        YamlValue value = entries.get("flows");
        if (value == null) {
            return Catalogue.six();
        }
        List<Flow> flows = new ArrayList<>();
        Set<String> written = new HashSet<>();
        List<String> names = new ArrayList<>(List.of("six", "all"));
        Catalogue.flows().forEach(f -> names.add(f.id()));
        for (YamlValue element : value.listOrOne()) {
            Optional<String> text = element.oneOf(names);
            if (text.isPresent() && !written.add(text.get())) {
                element.problem("\"" + text.get() + "\" is written twice");
            }
            for (Flow flow : text.map(ExperimentFile::meant).orElse(List.of())) {
                if (!flows.contains(flow)) {
                    flows.add(flow);
                }
            }
        }
        if (value.isList() && value.list().isEmpty()) {
            value.problem("names no flow; write six, all, or ids that ./lab flows lists");
        }
        return flows;
    }

    private static List<Flow> meant(String text) {
        return switch (text) {
            case "six" -> Catalogue.six();
            case "all" -> Catalogue.flows();
            default -> List.of(Catalogue.flow(text));
        };
    }

    private Parties parties(Topology topology) {
        return new Parties(
                party("client", topology, Plan.Kind.CLIENT).orElse("client"),
                party("proxy", topology, Plan.Kind.PROXY).orElse(null),
                party("origin", topology, Plan.Kind.ORIGIN).orElse("origin"));
    }

    /// The node named under `key`, or else the first node with that role. A host without a role may
    /// be the proxy or the origin if it is named.
    private Optional<String> party(String key, Topology topology, Plan.Kind kind) {
        YamlValue value = entries.get(key);
        if (value != null) {
            List<String> named = new ArrayList<>(topology.playing(kind));
            if (kind != Plan.Kind.CLIENT) {
                topology.named(Plan.Kind.HOST).stream()
                        .filter(host -> !named.contains(host))
                        .forEach(named::add);
            }
            return value.oneOf(named);
        }
        Optional<String> first = topology.playing(kind).stream().findFirst();
        if (first.isEmpty() && kind != Plan.Kind.PROXY) {
            boolean hosts = !topology.named(Plan.Kind.HOST).isEmpty();
            file.root()
                    .problem(
                            "topology "
                                    + topology.name()
                                    + " has no "
                                    + key
                                    + " to run flows with"
                                    + (hosts
                                            ? "; set the role of one of its hosts, as in role: "
                                                    + key
                                            : ""));
        }
        return first;
    }

    private void checkFlows(List<Flow> flows, Plan plan, Parties parties) {
        YamlValue at = entries.getOrDefault("flows", file.root());
        String hint =
                entries.containsKey("flows")
                        ? ""
                        : "; an experiment can name the flows that can be run, as in flows: [direct]";
        Map<String, List<String>> flowsByObstacle = new LinkedHashMap<>();
        for (Flow flow : flows) {
            Trials.obstacle(plan, flow, parties)
                    .ifPresent(
                            why ->
                                    flowsByObstacle
                                            .computeIfAbsent(why, _ -> new ArrayList<>())
                                            .add(flow.id()));
        }
        flowsByObstacle.forEach(
                (why, ids) ->
                        at.problem(
                                (ids.size() == 1 ? "flow " : "flows ")
                                        + String.join(", ", ids)
                                        + " cannot be run: "
                                        + why
                                        + hint));
    }

    /// The cells, up to the first that has a problem.
    private List<Experiment.Cell> cells(
            Topology topology, List<Flow> flows, Matrix matrix, Parties parties) {
        List<String> hosts = topology.named(Plan.Kind.HOST);
        boolean programs = hosts.contains(parties.proxy()) || hosts.contains(parties.origin());
        List<Experiment.Cell> cells = new ArrayList<>();
        for (Map<String, String> factors : Experiment.combinations(matrix.values())) {
            Optional<Map<String, Topology.Link>> changed = matrix.changed(factors);
            Optional<Manner> manner = manner(matrix, factors, programs);
            if (topology.named(Plan.Kind.HOST).contains(parties.client())) {
                manner.flatMap(ForeignClient::obstacle)
                        .ifPresent(why -> matrix.problem(factors, why));
            }
            if (changed.isEmpty() || manner.isEmpty() || !runs(flows, manner.get(), factors)) {
                return cells;
            }
            cells.add(
                    new Experiment.Cell(
                            cells.size() + 1,
                            factors,
                            topology,
                            changed.get(),
                            manner.get(),
                            parties));
        }
        return cells;
    }

    /// The manner that a cell's factors give; empty, after a problem was added, if they contradict
    /// each other.
    ///
    /// @param programs whether the proxy or the origin is the user's own program
    private static Optional<Manner> manner(
            Matrix matrix, Map<String, String> factors, boolean programs) {
        Map<String, String> given = Matrix.manner(factors);
        try {
            return Optional.of(Manner.of(programs ? Manner.forPrograms(given) : given));
        } catch (IllegalArgumentException e) {
            matrix.problem(factors, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /// Whether a cell has a flow that can be run. Flows that cannot be run in the cell's manner are
    /// left out; if none is left, this adds a problem.
    private boolean runs(List<Flow> flows, Manner manner, Map<String, String> factors) {
        for (Flow flow : flows) {
            if (manner.obstacle(flow).isEmpty()) {
                return true;
            }
        }
        entries.getOrDefault("flows", file.root())
                .problem(
                        "no flow can be run with "
                                + Matrix.words(factors)
                                + flows.stream()
                                        .findFirst()
                                        .flatMap(manner::obstacle)
                                        .map(why -> ": " + why)
                                        .orElse(""));
        return false;
    }
}
