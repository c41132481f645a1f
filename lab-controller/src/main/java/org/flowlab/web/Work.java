package org.flowlab.web;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The threads that call the service. They are platform threads: some calls change the network
/// namespace of their thread for a moment, and a virtual thread would take its carrier along.
final class Work implements AutoCloseable {
    /// More than there are cores: most calls wait for the kernel, for nodes or for a lock.
    private static final int THREADS = 32;

    private static final int MOST_WAITING = 1_000;
    private static final int IDLE_SECONDS = 30;
    private static final int CLOSE_SECONDS = 5;

    private final AtomicInteger count = new AtomicInteger();
    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(
                    THREADS,
                    THREADS,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(MOST_WAITING),
                    task ->
                            Thread.ofPlatform()
                                    .daemon()
                                    .name("web-" + count.getAndIncrement())
                                    .unstarted(task));

    Work() {
        pool.allowCoreThreadTimeOut(true);
    }

    /// Calls `task` on a thread of the pool.
    ///
    /// @return its result, on `context`; it fails if too many tasks wait
    <T> Future<T> call(Context context, Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            pool.execute(() -> complete(result, task));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(e);
        }
        return Future.fromCompletionStage(result, context);
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private static <T> void complete(CompletableFuture<T> result, Callable<T> task) {
        try {
            result.complete(task.call());
        } catch (Throwable e) { // errors too: the request must be answered
            result.completeExceptionally(e);
        }
    }

    /// Waits a short time for the calls under way.
    @Override
    public void close() {
        pool.shutdown();
        try {
            pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pool.shutdownNow();
    }
}
