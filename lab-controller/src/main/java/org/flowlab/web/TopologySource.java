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
import org.flowlab.service.Library;
import org.flowlab.service.OperatorOnlyException;
import org.flowlab.topology.Topologies;
import org.flowlab.topology.Topology;
import org.flowlab.yaml.YamlFile;
import org.flowlab.yaml.YamlValue;

/// Finds the topology that a request names or contains. Only the operator may name a file of the
/// disk, or send programs for the controller to start.
final class TopologySource {
    private static final List<String> WAYS = List.of("topology", "text", "file");

    private final Library library;

    TopologySource(Library library) {
        this.library = library;
    }

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
            default -> ofName(text);
        };
    }

    private Read ofName(String name) {
        return new Read(library.topology(name), library.topologyText(name));
    }

    private Read ofText(String text, boolean operator) {
        return new Read(library.topologyOf(text.getBytes(StandardCharsets.UTF_8), operator), text);
    }

    private static Read ofFile(String text, boolean operator) {
        if (!operator) {
            throw new OperatorOnlyException(
                    "a file of the disk is for the user who runs the controller only; use ./lab"
                            + " deploy FILE, or name a topology of GET /api/topologies");
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
