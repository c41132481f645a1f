package org.flowlab.app;

import java.util.concurrent.Callable;
import org.flowlab.view.LinkChangeView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "cut",
        description =
                "Cuts a link: it drops every frame until it is healed, without a signal to its ends.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  ./lab cut three-tier proxy-origin")
final class CutCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Access access;

    @Parameters(index = "0", paramLabel = "LAB", description = "A lab's name or id.")
    private String lab = "";

    @Parameters(
            index = "1",
            paramLabel = "LINK",
            description = "A link's name, as ./lab inspect prints it.")
    private String link = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    CutCommand(Terminal terminal, Access access) {
        this.terminal = terminal;
        this.access = access;
    }

    @Override
    public Integer call() {
        LinkChangeView change = new LinkChangeView(false, null, null);
        return LinkPatch.send(terminal, access, lab, link, change, json);
    }
}
