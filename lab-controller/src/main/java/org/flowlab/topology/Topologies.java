package org.flowlab.topology;

import java.nio.file.Path;
import org.flowlab.topology.yaml.InputException;
import org.flowlab.topology.yaml.YamlFile;
import org.flowlab.topology.yaml.YamlValue;

/// Reads topologies.
public final class Topologies {
    private Topologies() {}

    /// Reads a topology file.
    ///
    /// @throws InputException where it is not one, with every problem and its place
    public static Topology load(Path path) {
        return of(YamlFile.read(path));
    }

    /// @param name in errors, in place of a file's
    public static Topology parse(String name, byte[] yaml) {
        return of(YamlFile.parse(name, yaml));
    }

    private static Topology of(YamlFile file) {
        Topology topology = read(file.root(), baseName(file.name()), file);
        file.problems().check();
        return topology;
    }

    /// Reads a topology that stands within another file; problems go to that file's.
    ///
    /// @param name where it does not give its own
    public static Topology read(YamlValue value, String name, YamlFile file) {
        return new TopologyReader(value, file.problems()).read(name);
    }

    private static String baseName(String file) {
        String name = Path.of(file).getFileName().toString();
        return name.replaceFirst("\\.ya?ml$", "");
    }
}
