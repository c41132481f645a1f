package org.flowlab.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.flowlab.topology.Topologies;
import org.flowlab.view.Json;
import org.flowlab.view.LabView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "deploy",
        description = "Brings a lab up that stays up, in the controller (./lab serve).",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab deploy topologies/three-tier.yaml",
            "  ./lab deploy topologies/lossy-mobile.yaml --name train --seed 7"
        })
final class DeployCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Access access;

    @Parameters(paramLabel = "FILE", description = "A topology.")
    private Path file = Path.of("");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The lab's name (default: the topology's).")
    private @Nullable String name;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The seed of the wire's random decisions (default: 1).")
    private @Nullable Long seed;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DeployCommand(Terminal terminal, Access access) {
        this.terminal = terminal;
        this.access = access;
    }

    @Override
    public Integer call() throws IOException {
        LabClient client = new LabClient(access);
        Map<String, Object> body = new LinkedHashMap<>();
        if (client.isOperator()) {
            // The controller reads it, so that its messages name the file and the place.
            body.put("file", file.toAbsolutePath().toString());
        } else {
            Topologies.load(file); // for the same messages
            body.put("text", Files.readString(file));
        }
        if (name != null) {
            body.put("name", name);
        }
        if (seed != null) {
            body.put("seed", seed);
        }
        LabView lab = client.post(LabClient.path("labs"), body, LabView.class);
        if (json) {
            terminal.out().println(Json.of(lab));
        } else {
            new LabTables(new Paint(terminal.colours()))
                    .lab(lab, Instant.now())
                    .forEach(terminal.out()::println);
        }
        return Exit.OK;
    }
}
