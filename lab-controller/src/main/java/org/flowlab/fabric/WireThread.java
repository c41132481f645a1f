package org.flowlab.fabric;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.flowlab.sys.OwnThread;

/// Controls the thread of a [Wire]: other threads start it, wait for it, ask it to catch up and end
/// it. Thread-safe.
final class WireThread {
    /// The longest time that a caller waits for the wire.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long LOOK_NANOS = 50_000;

    private final Wire wire;
    private final String name;
    private final Thread thread;
    private boolean stopped;

    /// @param name the fabric's name
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
    /// @throws org.flowlab.sys.libc.SysException if the kernel refused a call
    void awaitReady() {
        try {
            if (!wire.ready().await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException(
                        name + ": the wire did not start within " + PATIENCE.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    name + ": interrupted while it waited for the wire to start", e);
        }
        switch (wire.failure()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Throwable e ->
                    throw new IllegalStateException(name + ": the wire's thread died", e);
        }
    }

    /// Waits until the wire has taken in the frames that came before this call and has published
    /// its counters. Returns at once if the wire was stopped.
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

    /// Ends the thread and waits for its end.
    void stop() {
        synchronized (this) {
            stopped = true;
        }
        wire.stop();
        OwnThread.awaitEnd(thread);
    }
}
