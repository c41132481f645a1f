package org.flowlab.app;

import java.util.concurrent.Callable;
import org.flowlab.view.LinkChangeView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    @Mixin private final LinkOptions link = new LinkOptions();

    CutCommand(Terminal terminal, Access access) {
        this.terminal = terminal;
        this.access = access;
    }

    @Override
    public Integer call() {
        LinkChangeView change = new LinkChangeView(false, null, null);
        return link.change(terminal, access, change);
    }
}
