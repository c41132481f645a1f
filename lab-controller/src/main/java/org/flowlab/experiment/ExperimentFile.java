package org.flowlab.experiment;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Parties;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Quantities;
import org.flowlab.topology.TcReader;
import org.flowlab.topology.Topologies;
import org.flowlab.topology.Topology;
import org.flowlab.topology.yaml.InputException;
import org.flowlab.topology.yaml.Names;
import org.flowlab.topology.yaml.YamlFile;
import org.flowlab.topology.yaml.YamlValue;
import org.jspecify.annotations.Nullable;

/// Reads experiments.
public final class ExperimentFile {
    private static final List<String> KEYS =
            List.of(
                    "name",
                    "topology",
                    "flows",
                    "matrix",
                    "trials",
                    "seed",
                    "client",
                    "proxy",
                    "origin");
    private static final int MOST_TRIALS = 100_000;
    private static final int MOST_CELLS = 10_000;

    private final Path path;
    private final YamlFile file;
    private final Map<String, YamlValue> entries;

    private ExperimentFile(Path path, YamlFile file) {
        this.path = path;
        this.file = file;
        this.entries = file.root().map(KEYS);
    }

    /// Reads an experiment and the topology that it names.
    ///
    /// @throws InputException where one of them is not what it should be, with every problem and
    ///   its place
    public static Experiment load(Path path) {
        return new ExperimentFile(path, YamlFile.read(path)).read();
    }

    /// Whether a file's top level looks like an experiment's rather than a topology's.
    public static boolean isExperiment(Path path) {
        Map<String, YamlValue> entries = YamlFile.read(path).root().map();
        return entries.containsKey("flows")
                || entries.containsKey("matrix")
                || entries.containsKey("trials");
    }

    private Experiment read() {
        String name =
                get("name")
                        .flatMap(YamlValue::text)
                        .orElse(path.getFileName().toString().replaceFirst("\\.ya?ml$", ""));
        Topology topology = topology();
        List<Flow> flows = flows();
        Map<String, List<String>> matrix = matrix();
        int trials =
                get("trials")
                        .flatMap(v -> v.parsed(t -> Quantities.number(t, 1, MOST_TRIALS)))
                        .orElse(10);
        long seed = get("seed").flatMap(v -> v.parsed(ExperimentFile::seed)).orElse(1L);
        file.problems().check();
        Parties parties = parties(topology);
        file.problems().check();
        List<Experiment.Cell> cells = cells(topology, matrix, parties);
        checkFlows(flows, cells);
        file.problems().check();
        return new Experiment(name, path.toString(), topology, flows, matrix, cells, trials, seed);
    }

    private Optional<YamlValue> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    private static long seed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number of 64 bits");
        }
    }

    private Topology topology() {
        YamlValue value = entries.get("topology");
        if (value == null) {
            file.root()
                    .problem(
                            "topology is missing: the path of a topology file, as in ../topologies/three-tier.yaml");
            return new Topology("", List.of(), List.of());
        }
        if (value.isMap()) {
            return Topologies.read(value, "inline", file);
        }
        Optional<Path> named =
                value.parsed(
                        text -> {
                            try {
                                return path.toAbsolutePath().resolveSibling(text).normalize();
                            } catch (InvalidPathException e) {
                                throw new IllegalArgumentException("'" + text + "' is not a path");
                            }
                        });
        try {
            return named.map(p -> Topologies.load(relative(p)))
                    .orElse(new Topology("", List.of(), List.of()));
        } catch (InputException e) {
            value.problem("the topology is wrong:\n  " + String.join("\n  ", e.problems()));
            return new Topology("", List.of(), List.of());
        }
    }

    /// As the user would write it from where they stand.
    private static Path relative(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }

    private List<Flow> flows() {
        YamlValue value = entries.get("flows");
        if (value == null) {
            return Catalogue.six();
        }
        List<Flow> flows = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of("six", "all"));
        Catalogue.flows().forEach(f -> names.add(f.id()));
        for (YamlValue element : value.listOrOne()) {
            element.oneOf(names)
                    .ifPresent(
                            text -> {
                                List<Flow> meant =
                                        switch (text) {
                                            case "six" -> Catalogue.six();
                                            case "all" -> Catalogue.flows();
                                            default -> List.of(Catalogue.flow(text));
                                        };
                                meant.stream().filter(f -> !flows.contains(f)).forEach(flows::add);
                            });
        }
        if (flows.isEmpty() && value.isList() && value.list().isEmpty()) {
            value.problem("names no flow; six, all, or ids as ./lab flows lists them");
        }
        return flows;
    }

    private Map<String, List<String>> matrix() {
        Map<String, List<String>> matrix = new LinkedHashMap<>();
        YamlValue value = entries.get("matrix");
        if (value == null || value.isNull()) {
            return matrix;
        }
        long cells = 1;
        for (Map.Entry<String, YamlValue> factor : value.map().entrySet()) {
            List<String> values = new ArrayList<>();
            for (YamlValue element : factor.getValue().listOrOne()) {
                element.text()
                        .ifPresent(
                                text -> {
                                    if (values.contains(text)) {
                                        element.problem("\"" + text + "\" is written twice");
                                    }
                                    values.add(text);
                                });
            }
            if (values.isEmpty()) {
                factor.getValue().problem("names no value");
                continue;
            }
            matrix.put(factor.getKey(), values);
            cells *= values.size();
            if (cells > MOST_CELLS) {
                value.problem("has more than " + MOST_CELLS + " combinations");
                return Map.of();
            }
        }
        return matrix;
    }

    private Parties parties(Topology topology) {
        return new Parties(
                party("client", topology, Plan.Kind.CLIENT).orElse("client"),
                party("proxy", topology, Plan.Kind.PROXY).orElse(null),
                party("origin", topology, Plan.Kind.ORIGIN).orElse("origin"));
    }

    /// The node named under `key`, or the first of that kind.
    private Optional<String> party(String key, Topology topology, Plan.Kind kind) {
        List<String> named = topology.named(kind);
        YamlValue value = entries.get(key);
        if (value != null) {
            return value.oneOf(named);
        }
        if (named.isEmpty() && kind != Plan.Kind.PROXY) {
            file.root()
                    .problem(
                            "topology "
                                    + topology.name()
                                    + " has no "
                                    + key
                                    + " to run flows with");
        }
        return named.stream().findFirst();
    }

    private List<Experiment.Cell> cells(
            Topology topology, Map<String, List<String>> matrix, Parties parties) {
        List<Experiment.Cell> cells = new ArrayList<>();
        for (Map<String, String> factors : Experiment.combinations(matrix)) {
            cell(cells.size() + 1, topology, factors, parties).ifPresent(cells::add);
            if (file.problems().any()) {
                break;
            }
        }
        return cells;
    }

    private Optional<Experiment.Cell> cell(
            int index, Topology topology, Map<String, String> factors, Parties parties) {
        Topology changed = topology;
        Map<String, String> manner = new LinkedHashMap<>();
        for (Map.Entry<String, String> factor : factors.entrySet()) {
            YamlValue at = factorValue(factor.getKey());
            List<String> values = Manner.FACTORS.get(factor.getKey());
            if (values == null) {
                changed = withTc(changed, factor.getKey(), factor.getValue(), at);
            } else if (values.contains(factor.getValue())) {
                manner.put(factor.getKey(), factor.getValue());
            } else {
                at.problem(
                        "\""
                                + factor.getValue()
                                + "\" is not known here"
                                + Names.hint(factor.getValue(), values));
            }
        }
        try {
            return Optional.of(
                    new Experiment.Cell(
                            index, factors, warmable(changed, manner), Manner.of(manner), parties));
        } catch (IllegalArgumentException e) {
            entries.getOrDefault("matrix", file.root()).problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /// Where the origin is to be warm, proxies keep connections to it.
    private static Topology warmable(Topology topology, Map<String, String> manner) {
        return "warm-origin".equals(manner.get("reuse")) ? topology.withReuseOrigin() : topology;
    }

    private YamlValue factorValue(String factor) {
        YamlValue matrix = entries.getOrDefault("matrix", file.root());
        return matrix.map().getOrDefault(factor, matrix);
    }

    /// `<link>.<key>`, `<link>.forward.<key>` or `<link>.reverse.<key>`.
    private static Topology withTc(Topology topology, String factor, String text, YamlValue at) {
        int dot = factor.lastIndexOf('.');
        String key = factor.substring(dot + 1);
        String link = dot < 0 ? factor : factor.substring(0, dot);
        boolean forward = !link.endsWith(".reverse");
        boolean reverse = !link.endsWith(".forward");
        String name = link.replaceFirst("\\.(forward|reverse)$", "");
        List<String> links = topology.links().stream().map(Topology.Link::name).toList();
        if (dot < 0 || !links.contains(name)) {
            at.problem(unknownFactor(factor, links));
            return topology;
        }
        List<String> keys = TcReader.KEYS.stream().filter(k -> !k.equals("mtu")).toList();
        if (!keys.contains(key)) {
            at.problem(
                    "link "
                            + name
                            + " has nothing called \""
                            + key
                            + "\" to vary"
                            + Names.hint(key, keys));
            return topology;
        }
        try {
            return topology.withTc(name, forward, reverse, key, text);
        } catch (IllegalArgumentException e) {
            at.problem(String.valueOf(e.getMessage()));
            return topology;
        }
    }

    private static String unknownFactor(String factor, List<String> links) {
        List<String> allowed = new ArrayList<>(Manner.FACTORS.keySet().stream().sorted().toList());
        links.forEach(l -> allowed.add(l + ".<key of tc>"));
        List<String> likely = new ArrayList<>(Manner.FACTORS.keySet());
        links.forEach(l -> TcReader.KEYS.forEach(k -> likely.add(l + "." + k)));
        String meant = Names.hint(factor, likely);
        String guess =
                meant.startsWith("; did you mean")
                        ? meant.substring(0, meant.indexOf('?') + 1)
                        : ";";
        return "unknown factor \""
                + factor
                + "\""
                + guess
                + " allowed: "
                + String.join(", ", allowed);
    }

    private void checkFlows(List<Flow> flows, List<Experiment.Cell> cells) {
        YamlValue at = entries.getOrDefault("flows", file.root());
        if (cells.isEmpty()) {
            return;
        }
        Plan plan = cells.getFirst().topology().plan();
        for (Flow flow : flows) {
            Trials.obstacle(plan, flow, cells.getFirst().parties())
                    .ifPresent(why -> at.problem("flow " + flow.id() + " cannot be run: " + why));
        }
        for (Experiment.Cell cell : cells) {
            if (flows.stream().allMatch(f -> cell.manner().obstacle(f).isPresent())) {
                @Nullable String why =
                        flows.isEmpty()
                                ? null
                                : cell.manner().obstacle(flows.getFirst()).orElse(null);
                at.problem(
                        "no flow can be run with "
                                + cell.factors()
                                + (why == null ? "" : ": " + why));
            }
        }
    }
}
