package org.flowlab.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.flowlab.view.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "destroy",
        description = "Takes labs down; their flows end.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  ./lab destroy three-tier", "  ./lab destroy lab1 lab2"})
final class DestroyCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Access access;

    @Parameters(arity = "1..*", paramLabel = "LAB", description = "A lab's name or id.")
    private List<String> labs = new ArrayList<>();

    @Option(names = "--json", description = "Print JSON: the labs that were taken down.")
    private boolean json;

    DestroyCommand(Terminal terminal, Access access) {
        this.terminal = terminal;
        this.access = access;
    }

    @Override
    public Integer call() {
        LabClient client = new LabClient(access);
        List<String> down = new ArrayList<>();
        int status = Exit.OK;
        for (String lab : labs) {
            try {
                client.delete(LabClient.path("labs", lab));
                down.add(lab);
            } catch (ExitException e) {
                if (e.exit() == Exit.MACHINE) {
                    throw e;
                }
                e.lines().forEach(terminal.err()::println);
                status = e.exit();
            }
        }
        if (json) {
            terminal.out().println(Json.of(down));
        } else {
            down.forEach(lab -> terminal.out().println(lab + " is down"));
        }
        return status;
    }
}
