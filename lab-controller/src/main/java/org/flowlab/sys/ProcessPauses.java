package org.flowlab.sys;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/// Notices when this process stood still: stopped by a signal, by a garbage collection, or by a
/// machine that had no time for it. While anybody watches, a thread wakes every 10 ms and looks how
/// late it is. Thread-safe.
public final class ProcessPauses {
    private static final Duration BEAT = Duration.ofMillis(10);
    private static final long LEAST_NANOS = 1_000_000;
    private static final int MOST_KEPT = 1_000;

    private static final ProcessPauses OF_THIS = new ProcessPauses();

    private final Deque<Pause> pauses = new ArrayDeque<>();
    private int watchers;
    private boolean beating;

    private ProcessPauses() {}

    /// Times of `CLOCK_MONOTONIC`, in nanoseconds.
    private record Pause(long fromNanos, long untilNanos) {
        long within(long from, long until) {
            return Math.min(until, untilNanos) - Math.max(from, fromNanos);
        }
    }

    /// Begins to watch.
    public static Watch watch() {
        OF_THIS.begin();
        return new Watch();
    }

    /// One who watches, until it is closed. Not thread-safe.
    public static final class Watch implements AutoCloseable {
        private boolean closed;

        private Watch() {}

        /// The longest pause, in nanoseconds, or its part, between two moments; at most 10 ms of it
        /// may be missing. 0 if there was none of 1 ms or more.
        ///
        /// @param fromNanos as of [System#nanoTime]
        public long longestNanos(long fromNanos, long untilNanos) {
            return OF_THIS.longest(fromNanos, untilNanos);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                OF_THIS.end();
            }
        }
    }

    private synchronized void begin() {
        watchers++;
        if (!beating) {
            beating = true;
            Thread.ofPlatform().daemon().name("process-pauses").start(this::beat);
        }
    }

    private synchronized void end() {
        watchers--;
    }

    private void beat() {
        HotThread.wakeOnTime();
        HotThread.runFirst();
        do {
            long due = System.nanoTime() + BEAT.toNanos();
            LockSupport.parkNanos(BEAT.toNanos());
            long now = System.nanoTime();
            if (now - due >= LEAST_NANOS) {
                add(new Pause(due, now));
            }
        } while (isWatched());
    }

    /// The thread that finds nobody watching ends; the next watcher starts another.
    private synchronized boolean isWatched() {
        beating = watchers > 0;
        return beating;
    }

    private synchronized void add(Pause pause) {
        if (pauses.size() == MOST_KEPT) {
            pauses.removeFirst();
        }
        pauses.addLast(pause);
    }

    private synchronized long longest(long fromNanos, long untilNanos) {
        return pauses.stream()
                .mapToLong(pause -> pause.within(fromNanos, untilNanos))
                .max()
                .stream()
                .map(longest -> Math.max(0, longest))
                .sum();
    }
}
