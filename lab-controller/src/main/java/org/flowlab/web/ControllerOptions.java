package org.flowlab.web;

import java.nio.file.Path;
import java.util.List;
import org.flowlab.service.Library;
import org.jspecify.annotations.Nullable;

/// Where a controller listens, and whom it serves.
///
/// @param host the address to listen on; one that is not loopback needs a token
/// @param port 0 for any free one
/// @param token what a client must send as `Authorization: Bearer`; null if everybody who reaches
///   the address may use the controller
/// @param operatorSecret what the operator sends as `Flowlab-Operator`; null if there is no
///   operator
/// @param names more names under which clients reach it, with or without a port
/// @param library the topologies and experiments that requests can name; by default those in the
///   folders `topologies` and `experiments` of the working directory
public record ControllerOptions(
        String host,
        int port,
        @Nullable String token,
        @Nullable String operatorSecret,
        List<String> names,
        Library library) {
    public ControllerOptions {
        names = List.copyOf(names);
    }

    /// Listens on loopback, for every user of the machine.
    public static ControllerOptions loopback(int port) {
        return new ControllerOptions(
                "127.0.0.1",
                port,
                null,
                null,
                List.of(),
                new Library(Path.of("topologies"), Path.of("experiments")));
    }

    public ControllerOptions withHost(String other) {
        return new ControllerOptions(other, port, token, operatorSecret, names, library);
    }

    public ControllerOptions withToken(@Nullable String other) {
        return new ControllerOptions(host, port, other, operatorSecret, names, library);
    }

    public ControllerOptions withOperatorSecret(@Nullable String other) {
        return new ControllerOptions(host, port, token, other, names, library);
    }

    public ControllerOptions withNames(List<String> others) {
        return new ControllerOptions(host, port, token, operatorSecret, others, library);
    }

    public ControllerOptions withLibrary(Library other) {
        return new ControllerOptions(host, port, token, operatorSecret, names, other);
    }
}
