package org.flowlab.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.flowlab.view.LinkChangeView;
import org.flowlab.yaml.InputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "change",
        description = "Changes what a link does to the frames that enter it from now on.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab change three-tier client-proxy delay=80ms",
            "  ./lab change three-tier client-proxy loss=1%% rate=2mbit --forward"
        })
final class ChangeCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Access access;

    @Mixin private final LinkOptions link = new LinkOptions();

    @Parameters(
            index = "2..*",
            arity = "1..*",
            paramLabel = "KEY=VALUE",
            description = "A key of tc in a topology, with its new value; the others stay.")
    private List<String> changes = new ArrayList<>();

    @Option(
            names = "--forward",
            description = "Only from the link's first end to the second (default: both ways).")
    private boolean forward;

    @Option(names = "--reverse", description = "Only from the second end to the first.")
    private boolean reverse;

    ChangeCommand(Terminal terminal, Access access) {
        this.terminal = terminal;
        this.access = access;
    }

    @Override
    public Integer call() {
        LinkChangeView change = new LinkChangeView(null, tc(), direction());
        return link.change(terminal, access, change);
    }

    private @Nullable String direction() {
        if (forward && reverse) {
            throw new InputException(
                    "--forward and --reverse exclude each other; leave both out to change both ways");
        }
        return forward ? "forward" : reverse ? "reverse" : null;
    }

    private Map<String, Object> tc() {
        Map<String, Object> tc = new LinkedHashMap<>();
        for (String change : changes) {
            int equals = change.indexOf('=');
            if (equals < 1 || equals == change.length() - 1) {
                throw new InputException(
                        "\"" + change + "\" is no change; write KEY=VALUE, as in delay=80ms");
            }
            String key = change.substring(0, equals);
            if (tc.put(key, change.substring(equals + 1)) != null) {
                throw new InputException(key + " is given twice");
            }
        }
        return tc;
    }
}
