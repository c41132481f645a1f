package org.flowlab.web;

import java.nio.file.Path;
import java.time.Clock;
import org.flowlab.service.LabService;
import org.flowlab.service.Library;

/// A controller with its service, for tests.
final class Served implements AutoCloseable {
    static final String SECRET = "the operator's secret";

    final LabService service;
    final Controller controller;
    final TestClient client;

    Served(Path folder) {
        this(folder, ControllerOptions.loopback(0).withOperatorSecret(SECRET));
    }

    Served(Path folder, ControllerOptions options) {
        service = new LabService(folder.resolve("results"), Clock.systemUTC());
        Library library = new Library(folder.resolve("topologies"), folder.resolve("experiments"));
        controller = Controller.start(options.withLibrary(library), service);
        client = new TestClient(controller);
    }

    @Override
    public void close() {
        controller.close();
        service.close();
    }
}
