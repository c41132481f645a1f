package org.flowlab.app;

import java.time.Instant;
import java.util.concurrent.Callable;
import org.flowlab.view.Json;
import org.flowlab.view.LabView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "inspect",
        description =
                "Prints a lab's nodes with their addresses, what its links do and carried, and its last flows.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  ./lab inspect three-tier", "  ./lab inspect three-tier --json"})
final class InspectCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Access access;

    @Parameters(paramLabel = "LAB", description = "A lab's name or id, as ./lab labs lists it.")
    private String lab = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    InspectCommand(Terminal terminal, Access access) {
        this.terminal = terminal;
        this.access = access;
    }

    @Override
    public Integer call() {
        LabView found = new LabClient(access).get(LabClient.path("labs", lab), LabView.class);
        if (json) {
            terminal.out().println(Json.of(found));
        } else {
            new LabTables(new Paint(terminal.colours()))
                    .lab(found, Instant.now())
                    .forEach(terminal.out()::println);
        }
        return Exit.OK;
    }
}
