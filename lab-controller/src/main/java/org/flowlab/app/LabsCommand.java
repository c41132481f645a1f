package org.flowlab.app;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.flowlab.view.Json;
import org.flowlab.view.LabItem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "labs",
        description = "Lists the labs that are up in the controller (./lab serve).",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab labs",
            "  LAB_URL=http://127.0.0.1:8081 ./lab labs --json    of another controller"
        })
final class LabsCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Access access;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    LabsCommand(Terminal terminal, Access access) {
        this.terminal = terminal;
        this.access = access;
    }

    @Override
    public Integer call() {
        List<LabItem> labs =
                List.of(new LabClient(access).get(LabClient.path("labs"), LabItem[].class));
        if (json) {
            terminal.out().println(Json.of(labs));
        } else {
            new LabTables(new Paint(terminal.colours()))
                    .labs(labs, Instant.now())
                    .forEach(terminal.out()::println);
        }
        return Exit.OK;
    }
}
