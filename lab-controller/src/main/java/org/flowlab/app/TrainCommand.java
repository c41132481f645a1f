package org.flowlab.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.flowlab.lab.HostKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What `./lab` lets the JVM learn from, once it has built: a run, and then a controller with the
/// commands that speak to it.
@Command(
        name = "train",
        hidden = true,
        description = "Trains the JVM; ./lab calls it after a build.",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "An experiment.")
    private Path file = Path.of("");

    @Option(
            names = "--without-networks",
            description = "Do what needs no networks of the lab's own, as while an image is built.")
    private boolean withoutNetworks;

    @Option(names = "--out", paramLabel = "DIR", description = "A folder for what is left.")
    private @Nullable Path out;

    TrainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Path left = out == null ? Path.of("training") : out;
        if (withoutNetworks) {
            return OfflineTraining.run(terminal, left);
        }
        Path run = left.resolve("run");
        int status = Main.run(terminal, "run", file.toString(), "--out", run.toString());
        if (status == Exit.OK || status == Exit.TRIAL) {
            useController(left);
        }
        return status;
    }

    private void useController(Path left) throws IOException {
        RuntimeFiles files = new RuntimeFiles(List.of(left.resolve("runtime").toAbsolutePath()));
        String topology = Home.folder("topologies").resolve("three-tier.yaml").toString();
        try (Served served =
                Served.start("127.0.0.1", 0, List.of(), null, left, HostKind.JVM, files)) {
            Access access = new Access(served.url(), "", files);
            for (String command :
                    List.of(
                            "labs",
                            "deploy " + topology + " --name a",
                            "inspect a",
                            "change a client-proxy delay=1ms",
                            "cut a client-proxy",
                            "heal a client-proxy",
                            "flow spdy-proxy.https-spdy --lab a",
                            "flow https-proxy.http --lab a --json",
                            "exec a client -- true",
                            "labs --json",
                            "destroy a")) {
                Main.run(terminal, access, words(command, topology));
            }
        }
    }

    /// The words of a command; the path of the topology may have spaces.
    private static String[] words(String command, String topology) {
        String[] words = command.replace(topology, "TOPOLOGY").split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace("TOPOLOGY", topology);
        }
        return words;
    }
}
