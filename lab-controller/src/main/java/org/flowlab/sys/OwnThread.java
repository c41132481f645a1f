package org.flowlab.sys;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Runs a task on a platform thread of its own, which ends with it, for work that changes the
/// thread; and waits for threads to end.
public final class OwnThread {
    private OwnThread() {}

    /// Waits for the task, through interrupts: what it makes must not be lost.
    ///
    /// @throws RuntimeException what the task threw; a checked exception as the cause of a
    ///   [TaskFailedException]
    public static <T> T call(String name, Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = Thread.ofPlatform().daemon().name(name).start(future);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw rethrow(e.getCause());
                }
            }
        } finally {
            awaitEnd(thread);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Waits until `thread` has ended, through interrupts, which are set again on the calling
    /// thread afterwards.
    public static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException rethrow(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException e) {
            return e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        return new TaskFailedException(String.valueOf(cause), cause);
    }
}
