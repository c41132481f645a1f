package org.flowlab.sys;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Runs tasks that change their thread, each on a platform thread of its own, and waits for threads
/// to end.
public final class OwnThread {
    private OwnThread() {}

    /// Runs the task and waits for its end, even if interrupted: what the task makes must not be
    /// lost.
    ///
    /// @throws RuntimeException the exception that the task threw; a checked exception is the cause
    ///   of a [TaskFailedException]
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

    /// Waits until `thread` has ended, even if interrupted. The calling thread's interrupt flag is
    /// set again afterwards.
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
