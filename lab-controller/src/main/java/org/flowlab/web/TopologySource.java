package org.flowlab.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flowlab.topology.Plan;
import org.flowlab.topology.Topologies;
import org.flowlab.topology.Topology;
import org.flowlab.yaml.YamlFile;
import org.flowlab.yaml.YamlValue;

/// Finds the topology that a request names or contains. Only the operator may name a file of the
/// disk, or send programs for the controller to start.
final class TopologySource {
    private static final List<String> WAYS = List.of("topology", "text", "file");

    /// A topology with the text that it was read from.
    record Read(Topology topology, String text) {}

    /// Reads the topology of a request's body, whose other problems are reported with it.
    Read read(YamlFile body, Map<String, YamlValue> entries, boolean operator) {
        List<String> given = WAYS.stream().filter(entries::containsKey).toList();
        if (given.size() != 1 && body.root().isMap()) {
            body.root()
                    .problem(
                            (given.isEmpty() ? "no topology is given" : "two topologies are given")
                                    + "; write one of topology (a name of GET /api/topologies),"
                                    + " text (the YAML itself) and file (for the operator only)");
        }
        Optional<String> value =
                given.isEmpty() ? Optional.empty() : Body.text(entries, given.getFirst());
        body.problems().check();
        String text = value.orElseThrow(() -> new Refusal(400, given.getFirst() + " is null"));
        return switch (given.getFirst()) {
            case "text" -> ofText(text, operator);
            case "file" -> ofFile(text, operator);
            default -> throw new Refusal(400, "there is no topology \"" + text + "\"");
        };
    }

    private static Read ofText(String text, boolean operator) {
        Topology topology = Topologies.parse("topology", text.getBytes(StandardCharsets.UTF_8));
        if (!operator && !topology.named(Plan.Kind.HOST).isEmpty()) {
            throw Refusal.operatorOnly("a topology with programs of its own (kind: host)");
        }
        return new Read(topology, text);
    }

    private static Read ofFile(String text, boolean operator) {
        if (!operator) {
            throw Refusal.operatorOnly("a file of the disk");
        }
        return ofFile(path(text));
    }

    private static Path path(String text) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw new Refusal(400, "file: " + e.getMessage());
        }
        if (!path.isAbsolute()) {
            throw new Refusal(400, "file: " + text + " is not an absolute path");
        }
        return path;
    }

    private static Read ofFile(Path path) {
        Topology topology = Topologies.load(path);
        try {
            return new Read(topology, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException("read " + path, e);
        }
    }
}
