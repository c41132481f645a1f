package org.flowlab.app;

import java.util.List;
import org.flowlab.view.Json;
import org.flowlab.view.LinkChangeView;
import org.flowlab.view.LinkView;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which link of a lab that lives a command changes, and how what it does then is printed.
final class LinkOptions {
    @Parameters(index = "0", paramLabel = "LAB", description = "A lab's name or id.")
    private String lab = "";

    @Parameters(
            index = "1",
            paramLabel = "LINK",
            description = "A link's name, as ./lab inspect prints it.")
    private String link = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /// Makes the change, and prints what the link does now.
    int change(Terminal terminal, Access access, LinkChangeView change) {
        LinkView now =
                new LabClient(access)
                        .patch(LabClient.path("labs", lab, "links", link), change, LinkView.class);
        if (json) {
            terminal.out().println(Json.of(now));
        } else {
            new LabTables(new Paint(terminal.colours()))
                    .links(List.of(now))
                    .forEach(terminal.out()::println);
        }
        return Exit.OK;
    }
}
