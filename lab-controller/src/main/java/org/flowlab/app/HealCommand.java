package org.flowlab.app;

import java.util.concurrent.Callable;
import org.flowlab.view.LinkChangeView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "heal",
        description = "Heals a link that was cut: it carries frames again, as before.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  ./lab heal three-tier proxy-origin")
final class HealCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Access access;

    @Mixin private final LinkOptions link = new LinkOptions();

    HealCommand(Terminal terminal, Access access) {
        this.terminal = terminal;
        this.access = access;
    }

    @Override
    public Integer call() {
        LinkChangeView change = new LinkChangeView(true, null, null);
        return link.change(terminal, access, change);
    }
}
