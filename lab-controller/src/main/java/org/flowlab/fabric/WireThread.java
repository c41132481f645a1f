package org.flowlab.fabric;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.flowlab.sys.OwnThread;

/// The thread of a [Wire]: started, asked to catch up, waited for, and ended by other threads.
/// Thread-safe.
final class WireThread {
    /// The longest time that a caller waits for it.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long LOOK_NANOS = 50_000;

    private final Wire wire;
    private final String name;
    private final Thread thread;
    private boolean stopped;

    /// @param name of the fabric
    WireThread(Wire wire, String name) {
        this.wire = wire;
        this.name = name;
        this.thread = Thread.ofPlatform().name(name + " wire").daemon().unstarted(wire);
    }

    void start() {
        thread.start();
    }

    Thread thread() {
        return thread;
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /// Waits until the wire takes in frames.
    ///
    /// @throws org.flowlab.sys.libc.SysException if the kernel refused
    void awaitReady() {
        try {
            if (!wire.ready().await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException(name + ": the wire did not begin");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name + ": interrupted before it began", e);
        }
        switch (wire.failure()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Throwable e ->
                    throw new IllegalStateException(name + ": the wire's thread died", e);
        }
    }

    /// Waits until the wire has taken in what came before, and has published its counters; returns
    /// at once if it was stopped.
    void sync() {
        long ticket;
        synchronized (this) {
            if (stopped) {
                return;
            }
            ticket = wire.askSync();
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!wire.isSynced(ticket)) {
            Throwable failure = wire.failure();
            if (failure != null) {
                throw new IllegalStateException(name + ": the wire's thread died", failure);
            }
            if (!thread.isAlive() || System.nanoTime() >= end) {
                return;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /// Ends it, and returns when it has ended.
    void stop() {
        synchronized (this) {
            stopped = true;
        }
        wire.stop();
        OwnThread.awaitEnd(thread);
    }
}
