package org.flowlab.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "bench", description = "Measures this machine.", mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private final Terminal terminal;

    BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().println("");
        return Exit.OK;
    }
}
