package org.flowlab.app;

import java.util.concurrent.Callable;
import org.flowlab.view.LinkChangeView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "heal",
        description = "Heals a link that was cut: it carries frames again, as before.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  ./lab heal three-tier proxy-origin")
final class HealCommand implements Callable<Integer> {
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

    HealCommand(Terminal terminal, Access access) {
        this.terminal = terminal;
        this.access = access;
    }

    @Override
    public Integer call() {
        LinkChangeView change = new LinkChangeView(true, null, null);
        return LinkPatch.send(terminal, access, lab, link, change, json);
    }
}
