package org.flowlab.topology;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flowlab.yaml.InputException;
import org.flowlab.yaml.Names;
import org.flowlab.yaml.YamlFile;
import org.flowlab.yaml.YamlValue;

/// Reads topologies.
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

    private Topologies() {}

    /// Reads a topology file.
    ///
    /// @throws InputException where it is not one, with every problem and its place
    public static Topology load(Path path) {
        return of(YamlFile.read(path)).from(path);
    }

    /// @param name in errors, in place of a file's
    public static Topology parse(String name, byte[] yaml) {
        return of(YamlFile.parse(name, yaml));
    }

    private static Topology of(YamlFile file) {
        TopologyReader reader = new TopologyReader(file.root(), file.problems());
        Topology topology = reader.read(Names.titleOf(file.name()));
        file.problems().check();
        return topology;
    }

    /// Whether a file's mapping looks like an experiment's rather than a topology's.
    public static boolean isExperiment(YamlValue root) {
        if (!root.isMap()) {
            return false;
        }
        Map<String, YamlValue> entries = root.map();
        YamlValue topology = entries.get("topology");
        return entries.keySet().stream().anyMatch(ONLY_EXPERIMENTS::contains)
                || (topology != null && !topology.isMap() && !topology.isNull());
    }

    /// Reads a topology that stands within another file: a mapping with `nodes` and `links`.
    /// Problems go to that file's.
    public static Topology read(YamlValue value, String name, YamlFile file) {
        return new TopologyReader(value, file.problems()).readBody(name, value);
    }
}
