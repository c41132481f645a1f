package org.flowlab.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.flowlab.topology.Topologies;
import org.flowlab.topology.Topology;
import org.flowlab.view.Json;
import org.flowlab.yaml.InputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        description = {
            "Starts the controller, in which labs stay up until it ends (SIGTERM, or Ctrl-C).",
            "The other commands speak to it, and so does any program: its API is at /openapi.yaml."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./lab serve &",
            "  ./lab serve --port 8081 --deploy topologies/three-tier.yaml",
            "  LAB_TOKEN=secret ./lab serve --listen 0.0.0.0"
        })
final class ServeCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Access access;

    @Option(
            names = "--listen",
            paramLabel = "ADDR",
            description =
                    "The address to listen on (default: 127.0.0.1). One that other machines reach needs a token.")
    private String listen = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port (default: 8080; 0: any free one).")
    private Integer port = LabUrl.DEFAULT_PORT;

    @Option(
            names = "--deploy",
            paramLabel = "FILE",
            description =
                    "A topology to deploy at once; may be given several times. The address is printed when all labs are up.")
    private List<Path> deploy = new ArrayList<>();

    @Mixin private final HostOption host = new HostOption();

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            description =
                    "Another name by which clients may call it, such as a proxy's or of /etc/hosts; may be given several times.")
    private List<String> allowedHosts = new ArrayList<>();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with the token that clients must send (default: LAB_TOKEN).")
    private @Nullable Path tokenFile;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "The folder for what runs and programs leave (default: results).")
    private Path results = Path.of("results");

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description =
                    "The least that standard error reports: error, warn, info (default) or debug.")
    private String logLevel = "info";

    @Option(names = "--json", description = "Print the address as JSON, in one line.")
    private boolean json;

    ServeCommand(Terminal terminal, Access access) {
        this.terminal = terminal;
        this.access = access;
    }

    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > 0xffff) {
            throw new InputException("--port: " + port + " is not a port from 0 to 65535");
        }
        LogLevel.set(logLevel);
        List<Topology> topologies = deploy.stream().map(Topologies::load).toList();
        CountDownLatch ended = new CountDownLatch(1);
        Served served =
                Served.start(
                        listen, port, allowedHosts, token(), results, host.kind(), access.files());
        // It is called off at the end: it would turn the status of a failure into success.
        try (ShutdownHook _ = ShutdownHook.of(() -> end(served));
                served) {
            topologies.forEach(served::deploy);
            announce(served);
            ended.await();
        } catch (InterruptedException e) {
            // it was asked to end by a thread of this process
        }
        return Exit.OK;
    }

    /// Ends in good order after a signal, with the status of success.
    private static void end(Served served) {
        served.close();
        Runtime.getRuntime().halt(Exit.OK);
    }

    private void announce(Served served) {
        terminal.out()
                .println(
                        json
                                ? Json.line(
                                        Map.of(
                                                "url",
                                                served.url(),
                                                "pid",
                                                ProcessHandle.current().pid()))
                                : "flowlab: " + served.url() + "/");
        terminal.out().flush();
    }

    private @Nullable String token() throws IOException {
        if (tokenFile == null) {
            return access.token().isEmpty() ? null : access.token();
        }
        String token;
        try {
            token = Files.readString(tokenFile).strip();
        } catch (IOException e) {
            throw new InputException("--token-file: " + Failures.words(e));
        }
        if (token.isEmpty() || token.lines().count() > 1) {
            throw new InputException(
                    "--token-file: " + tokenFile + ": write the token, and nothing else, into it");
        }
        return token;
    }
}
