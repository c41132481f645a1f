package org.flowlab.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flowlab.lab.HostKind;
import org.flowlab.service.EventLog;
import org.flowlab.service.LabService;
import org.flowlab.service.Library;
import org.flowlab.topology.Topology;
import org.flowlab.trial.MeasuringSlot;
import org.flowlab.unit.Seed;
import org.flowlab.web.Controller;
import org.flowlab.web.ControllerOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A controller with its service and its runtime file.
final class Served implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("org.flowlab.controller");

    /// For the whole of an end in good order; whatever is left then ends with the process.
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(7);

    /// For the labs, before the streams end.
    private static final Duration SERVICE_PATIENCE = Duration.ofMillis(5_500);

    private static final int SECRET_BYTES = 32;

    private final LabService service;
    private final EventLog log;
    private final Controller controller;
    private final Path file;
    private final RuntimeFiles.Running running;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Served(
            LabService service,
            EventLog log,
            Controller controller,
            Path file,
            RuntimeFiles.Running running) {
        this.service = service;
        this.log = log;
        this.controller = controller;
        this.file = file;
        this.running = running;
    }

    /// Starts one, and returns when it listens.
    ///
    /// @param allowedHosts names by which clients may call it, beside the machine's and `localhost`
    /// @param port 0 for any free one
    /// @param token null if clients need none
    /// @param nodes what runs the nodes of labs
    /// @throws ExitException if it cannot listen there
    static Served start(
            String host,
            int port,
            List<String> allowedHosts,
            @Nullable String token,
            Path results,
            HostKind nodes,
            RuntimeFiles files)
            throws IOException {
        String secret = secret();
        ControllerOptions options =
                ControllerOptions.loopback(port)
                        .withHost(host)
                        .withToken(token)
                        .withOperatorSecret(secret)
                        .withNames(names(allowedHosts))
                        .withLibrary(
                                new Library(Home.folder("topologies"), Home.folder("experiments")));
        LabService service =
                new LabService(
                        results,
                        Clock.systemUTC(),
                        MeasuringSlot.ofMachine(Served::delayed),
                        nodes);
        EventLog log = new EventLog(service.events());
        Controller controller;
        try {
            controller = Controller.start(options, service);
        } catch (UncheckedIOException e) {
            service.close();
            log.close();
            throw refused(host, port, e, files);
        }
        try {
            RuntimeFiles.Running running =
                    new RuntimeFiles.Running(
                            ProcessHandle.current().pid(), controller.url(), secret);
            Path file = files.write(controller.port(), running);
            LOG.atInfo()
                    .addKeyValue("url", controller.url())
                    .addKeyValue("pid", running.pid())
                    .log("controller is up");
            return new Served(service, log, controller, file, running);
        } catch (IOException | RuntimeException e) {
            controller.close();
            service.close();
            log.close();
            throw e;
        }
    }

    private static void delayed(int place, OptionalLong process) {
        LOG.info(SlotDelay.words(place, process));
    }

    private static String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// The names under which others may reach it: this machine's, and further ones.
    private static List<String> names(List<String> further) {
        List<String> names = new ArrayList<>(further);
        try {
            names.add(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
        } catch (IOException e) {
            // without /proc only the further ones are known
        }
        return names;
    }

    private static ExitException refused(
            String host, int port, UncheckedIOException e, RuntimeFiles files) {
        IOException cause = Objects.requireNonNull(e.getCause());
        String why = Failures.words(cause);
        String where = "flowlab: port " + port + " of " + host;
        if (!why.contains("in use")) {
            return new ExitException(Exit.MACHINE, List.of(where + " cannot be used: " + why));
        }
        String whose =
                files.find(port)
                        .map(own -> " by a controller of yours, process " + own.pid())
                        .orElse("");
        int other = port == LabUrl.DEFAULT_PORT ? port + 1 : LabUrl.DEFAULT_PORT;
        return new ExitException(
                Exit.MACHINE,
                List.of(
                        where + " is in use" + whose + ".",
                        "Choose another: ./lab serve --port "
                                + other
                                + "; the other commands then need LAB_URL=http://"
                                + host
                                + ":"
                                + other));
    }

    /// Its address, without a slash at the end.
    String url() {
        return controller.url();
    }

    void deploy(Topology topology) {
        service.deploy(topology, null, new Seed(1));
    }

    /// Clients see the labs come down; but if that takes long, their streams end before.
    private void end() {
        Thread labs = Thread.ofPlatform().daemon().name("service ending").start(service::close);
        try {
            labs.join(SERVICE_PATIENCE);
            controller.close();
            labs.join();
            log.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process ends anyway
        }
    }

    /// Takes the labs down, ends the streams, and removes the runtime file. Does so only once; a
    /// second call returns at once.
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        LOG.info("controller ends");
        Thread ending = Thread.ofPlatform().daemon().name("controller ending").start(this::end);
        try {
            RuntimeFiles.remove(file, running);
        } catch (IOException e) {
            // the next controller replaces it
        }
        try {
            if (ending.join(CLOSE_PATIENCE)) {
                LOG.info("controller has ended");
            } else {
                LOG.warn(
                        "controller did not end within {} s; what is left ends with the process",
                        CLOSE_PATIENCE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
