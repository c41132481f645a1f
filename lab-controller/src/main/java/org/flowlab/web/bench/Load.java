package org.flowlab.web.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A client that sends requests as fast as they are answered, over connections that it keeps.
final class Load implements AutoCloseable {
    private static final int CONNECTIONS = 8;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient client =
            vertx.createHttpClient(
                    new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(CONNECTIONS));

    /// One measurement.
    private final class Shots {
        private final int port;
        private final String path;
        private final long endNanos;
        private final AtomicInteger open = new AtomicInteger(CONNECTIONS);
        private final AtomicLong answers = new AtomicLong();
        private final CompletableFuture<Long> done = new CompletableFuture<>();

        Shots(int port, String path, long endNanos) {
            this.port = port;
            this.path = path;
            this.endNanos = endNanos;
        }

        void next() {
            if (System.nanoTime() >= endNanos) {
                if (open.decrementAndGet() == 0) {
                    done.complete(answers.get());
                }
                return;
            }
            client.request(HttpMethod.GET, port, "127.0.0.1", path)
                    .compose(io.vertx.core.http.HttpClientRequest::send)
                    .compose(
                            response ->
                                    response.statusCode() == 200
                                            ? response.body()
                                            : io.vertx.core.Future.failedFuture(
                                                    path + ": " + response.statusCode()))
                    .onSuccess(
                            _ -> {
                                answers.incrementAndGet();
                                next();
                            })
                    .onFailure(done::completeExceptionally);
        }
    }

    /// Answers per second to `GET path`.
    double perSecond(int port, String path, Duration time) throws Exception {
        long start = System.nanoTime();
        Shots shots = new Shots(port, path, start + time.toNanos());
        for (int i = 0; i < CONNECTIONS; i++) {
            shots.next();
        }
        long answers = shots.done.get(time.toMillis() + 10_000, TimeUnit.MILLISECONDS);
        return answers * 1e9 / (System.nanoTime() - start);
    }

    @Override
    public void close() {
        client.close();
        vertx.close().await();
    }
}
