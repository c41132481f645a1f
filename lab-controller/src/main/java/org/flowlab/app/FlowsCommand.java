package org.flowlab.app;

import java.util.concurrent.Callable;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Flow;
import org.flowlab.view.FlowViews;
import org.flowlab.view.Json;
import org.flowlab.yaml.InputException;
import org.flowlab.yaml.Names;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "flows",
        description = "Lists the flows, or one flow's steps and what causes each.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab flows",
            "  ./lab flows spdy-proxy.https-http",
            "  ./lab flows spdy-proxy.https-http --tls 1.3 --reuse warm-proxy",
            "  ./lab flows --json"
        })
final class FlowsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            arity = "0..1",
            paramLabel = "FLOW",
            description = "A flow's id (default: all flows).")
    private @Nullable String id;

    @Mixin private final MannerOptions manner = new MannerOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    FlowsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        FlowLines catalogue = new FlowLines(terminal.colours());
        if (id == null) {
            manner.refuse();
            print(json ? Json.of(FlowViews.all()) : String.join("\n", catalogue.lines()));
            return Exit.OK;
        }
        Flow flow = find(id);
        var variant = manner.manner(flow).variant();
        print(
                json
                        ? Json.of(FlowViews.one(flow, variant))
                        : String.join("\n", catalogue.lines(flow, variant)));
        return Exit.OK;
    }

    private void print(String text) {
        terminal.out().println(text);
    }

    static Flow find(String id) {
        return Catalogue.find(id)
                .orElseThrow(
                        () ->
                                new InputException(
                                        "there is no flow \""
                                                + id
                                                + "\""
                                                + Names.hint(
                                                        id,
                                                        Catalogue.flows().stream()
                                                                .map(Flow::id)
                                                                .toList())));
    }
}
