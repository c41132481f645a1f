package org.flowlab.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.openapi.contract.OpenAPIContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flowlab.service.LabService;
import org.flowlab.yaml.InputException;

/// An HTTP server that lets clients use a [LabService]. Closing it ends all connections; the
/// service stays open.
public final class Controller implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final Work work;
    private final Metrics metrics;
    private final HttpServer server;
    private final String host;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Controller(Vertx vertx, Work work, Metrics metrics, HttpServer server, String host) {
        this.vertx = vertx;
        this.work = work;
        this.metrics = metrics;
        this.server = server;
        this.host = host;
    }

    /// Starts it, and returns when it listens.
    ///
    /// @throws InputException if the address is none, or is not loopback and there is no token
    /// @throws UncheckedIOException if it cannot listen there
    public static Controller start(ControllerOptions options, LabService service) {
        checkAddress(options);
        VertxLog.keepOffTheTerminal();
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(2)
                                .setFileSystemOptions(
                                        new FileSystemOptions().setFileCachingEnabled(false)));
        Work work = new Work();
        Metrics metrics = new Metrics(service);
        try {
            Contract contract = Contract.read();
            OpenAPIContract operations = await(contract.load(vertx), "read the contract");
            HttpServer server = vertx.createHttpServer(serverOptions());
            Connections connections = new Connections(vertx);
            server.connectionHandler(connections::opened)
                    .invalidRequestHandler(Api::refuseMalformed)
                    .requestHandler(
                            new Api(options, contract, service, work, connections, metrics)
                                    .router(vertx, operations));
            String where = options.host() + ":" + options.port();
            await(server.listen(options.port(), options.host()), "listen on " + where);
            return new Controller(vertx, work, metrics, server, options.host());
        } catch (RuntimeException | Error e) {
            work.close();
            metrics.close();
            vertx.close();
            throw e;
        }
    }

    private static void checkAddress(ControllerOptions options) {
        InetAddress address;
        try {
            address = InetAddress.getByName(options.host());
        } catch (UnknownHostException e) {
            throw new InputException("listen on " + options.host() + ": there is no such host");
        }
        if (!address.isLoopbackAddress()
                && (options.token() == null || options.token().isBlank())) {
            throw new InputException(
                    "listen on "
                            + options.host()
                            + ": other machines reach this address, so clients must send a token;"
                            + " set LAB_TOKEN, or listen on 127.0.0.1");
        }
    }

    private static HttpServerOptions serverOptions() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setMaxInitialLineLength(Limits.MOST_LINE)
                .setMaxHeaderSize(Limits.MOST_HEADER_BYTES)
                .setIdleTimeout((int) Limits.IDLE.toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setSendBufferSize(Limits.SEND_BUFFER_BYTES)
                .setHandle100ContinueAutomatically(false);
    }

    private static <T> T await(Future<T> future, String what) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw new UncheckedIOException(what, io);
            }
            throw new IllegalStateException(what + ": " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(what + ": took too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(what + ": interrupted", e);
        }
    }

    /// The port on which it listens.
    public int port() {
        return server.actualPort();
    }

    /// Where a client on this machine finds it, as in `http://127.0.0.1:8080`.
    public String url() {
        String name =
                switch (host) {
                    case "0.0.0.0" -> "127.0.0.1";
                    case "::", "[::]" -> "[::1]";
                    default ->
                            host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
                };
        return "http://" + name + ":" + port();
    }

    /// Takes no more requests, lets those under way end for a short time, and ends the streams of
    /// events. A second call does nothing.
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            await(server.shutdown(CLOSE_PATIENCE), "close the server");
        } finally {
            work.close();
            metrics.close();
            await(vertx.close(), "end the server's threads");
        }
    }
}
