package org.flowlab.topology;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flowlab.yaml.InputException;
import org.flowlab.yaml.Names;
import org.flowlab.yaml.YamlFile;
import org.flowlab.yaml.YamlValue;

/// Reads topology files, and topologies inside other files.
public final class Topologies {
    /// Keys that only an experiment has at its top level.
    public static final List<String> ONLY_EXPERIMENTS =
            List.of(
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

    /// The most routes and neighbours of a topology that is in no file: it may come from anybody
    /// who reaches the controller, and working its routes out takes time and memory. Within this it
    /// takes less than a second.
    public static final long MOST_ROUTES_OF_TEXT = 1_200_000;

    private Topologies() {}

    /// Reads a topology file.
    ///
    /// @throws InputException if the file is not a valid topology; it has every problem with its
    ///   place
    public static Topology load(Path path) {
        return of(YamlFile.read(path), Long.MAX_VALUE).from(path);
    }

    /// Reads a topology from the bytes of a YAML document. It may need at most
    /// [#MOST_ROUTES_OF_TEXT] routes.
    ///
    /// @param name used in messages instead of a file's name
    public static Topology parse(String name, byte[] yaml) {
        return of(YamlFile.parse(name, yaml), MOST_ROUTES_OF_TEXT);
    }

    private static Topology of(YamlFile file, long mostRoutes) {
        TopologyReader reader = new TopologyReader(file.root(), file.problems(), mostRoutes);
        Topology topology = reader.read(Names.titleOf(file.name()));
        file.problems().check();
        return topology;
    }

    /// Whether a file's mapping looks like an experiment and not like a topology.
    public static boolean isExperiment(YamlValue root) {
        if (!root.isMap()) {
            return false;
        }
        Map<String, YamlValue> entries = root.map();
        YamlValue topology = entries.get("topology");
        return entries.keySet().stream().anyMatch(ONLY_EXPERIMENTS::contains)
                || (topology != null && !topology.isMap() && !topology.isNull());
    }

    /// Reads a topology inside another file: a mapping with `nodes` and `links`. Problems are added
    /// to that file's problems.
    ///
    /// @param mostRoutes how many routes it may need
    public static Topology read(YamlValue value, String name, YamlFile file, long mostRoutes) {
        return new TopologyReader(value, file.problems(), mostRoutes).readBody(name, value);
    }
}
