package org.flowlab.node.http1;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A timeout that runs its task once if it was not reset for a given time. A reset starts no new
/// timer. Used on one event loop only.
public final class Watchdog {
    private final EventExecutor loop;
    private final long patienceNanos;
    private final Runnable bark;
    private long lastNanos;
    private boolean asleep;
    private @Nullable Future<?> timer;

    /// @param patienceMillis the longest time without a [#pat]
    /// @param bark the task
    public Watchdog(EventExecutor loop, long patienceMillis, Runnable bark) {
        this.loop = loop;
        this.bark = bark;
        patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        lastNanos = System.nanoTime();
        watch(patienceNanos);
    }

    /// Resets the timeout.
    public void pat() {
        asleep = false;
        lastNanos = System.nanoTime();
    }

    /// Suspends the timeout until the next [#pat].
    public void sleep() {
        asleep = true;
    }

    /// Ends the timeout without running the task.
    public void release() {
        Future<?> pending = timer;
        timer = null;
        if (pending != null) {
            pending.cancel(false);
        }
    }

    private void watch(long nanos) {
        timer = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        if (timer == null) {
            return;
        }
        long left = asleep ? patienceNanos : lastNanos + patienceNanos - System.nanoTime();
        if (left > 0) {
            watch(left);
        } else {
            timer = null;
            bark.run();
        }
    }
}
