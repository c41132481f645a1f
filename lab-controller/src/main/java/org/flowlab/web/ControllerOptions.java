package org.flowlab.web;

import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
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
/// @param more adds routes that are not in the contract, such as metrics. They are behind the
///   checks of host, origin and, below `/api/` and for `/metrics`, the token.
public record ControllerOptions(
        String host,
        int port,
        @Nullable String token,
        @Nullable String operatorSecret,
        List<String> names,
        Library library,
        Consumer<Router> more) {
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
                new Library(Path.of("topologies"), Path.of("experiments")),
                _ -> {});
    }

    public ControllerOptions withHost(String other) {
        return new ControllerOptions(other, port, token, operatorSecret, names, library, more);
    }

    public ControllerOptions withToken(@Nullable String other) {
        return new ControllerOptions(host, port, other, operatorSecret, names, library, more);
    }

    public ControllerOptions withOperatorSecret(@Nullable String other) {
        return new ControllerOptions(host, port, token, other, names, library, more);
    }

    public ControllerOptions withNames(List<String> others) {
        return new ControllerOptions(host, port, token, operatorSecret, others, library, more);
    }

    public ControllerOptions withLibrary(Library other) {
        return new ControllerOptions(host, port, token, operatorSecret, names, other, more);
    }

    public ControllerOptions withMore(Consumer<Router> others) {
        return new ControllerOptions(host, port, token, operatorSecret, names, library, others);
    }
}
