package org.flowlab.fabric;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.flowlab.sys.OwnThread;
import org.jspecify.annotations.Nullable;

/// Passes the frames that the wire recorded to the links' sinks, on a thread of its own.
///
/// The thread looks at the ring every millisecond while there is traffic, and sleeps after 100
/// looks that found nothing. The wire wakes it only when the ring is half full, or just before the
/// wire sleeps. Recording a frame therefore costs one copy and nothing else.
final class Recorder implements Runnable, AutoCloseable {
    private static final long LOOK_NANOS = 1_000_000;
    private static final long DRAINED_LOOK_NANOS = 50_000;
    private static final int LOOKS_BEFORE_SLEEP = 100;

    private final RecordRing ring;
    private final Links links;
    private final Thread thread;
    private final FrameView view = new FrameView();
    private volatile boolean asleep;
    private volatile boolean stopping;
    private volatile long sinkErrors;
    private volatile @Nullable Throwable firstSinkError;

    Recorder(RecordRing ring, Links links, String name) {
        this.ring = ring;
        this.links = links;
        this.thread = Thread.ofPlatform().name(name + " recorder").daemon().unstarted(this);
    }

    void start() {
        thread.start();
    }

    /// Called by the wire before it sleeps.
    void wakeIfAsleep() {
        if (asleep) {
            wake();
        }
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    /// Waits until the sinks have received everything that was written before this call, and all
    /// gaps.
    ///
    /// @return false if that took longer than `atMost`, or the calling thread was interrupted
    boolean awaitDrained(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        long position = ring.writtenBytes();
        while (ring.readBytes() < position || !links.allLossesReported()) {
            if (System.nanoTime() >= end || Thread.currentThread().isInterrupted()) {
                return false;
            }
            wake();
            LockSupport.parkNanos(DRAINED_LOOK_NANOS);
        }
        return true;
    }

    long sinkErrors() {
        return sinkErrors;
    }

    @Nullable Throwable firstSinkError() {
        return firstSinkError;
    }

    @Override
    public void run() {
        int idleLooks = 0;
        while (true) {
            boolean last = stopping;
            if (drain()) {
                idleLooks = 0;
            } else if (last) {
                return;
            } else if (++idleLooks < LOOKS_BEFORE_SLEEP) {
                LockSupport.parkNanos(this, LOOK_NANOS);
            } else {
                sleep();
                idleLooks = 0;
            }
        }
    }

    private void sleep() {
        asleep = true;
        if (ring.writtenBytes() == ring.readBytes() && !stopping) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    private boolean drain() {
        boolean any = false;
        while (ring.peek(view)) {
            any = true;
            Link link = links.byNumber(view.link);
            if (view.isGap) {
                report(view.toGap(), link);
            } else if (link != null) {
                deliver(link);
            }
            ring.advance();
        }
        return any;
    }

    private void report(Gap gap, @Nullable Link link) {
        try {
            if (link != null) {
                link.sink().gap(gap);
            }
        } catch (RuntimeException | Error e) {
            sinkFailed(e);
        }
        links.reported(gap.frames());
    }

    private void deliver(Link link) {
        try {
            link.sink().frame(view);
        } catch (RuntimeException | Error e) {
            sinkFailed(e);
        }
    }

    /// Counts an error of a sink. A sink that throws must not stop the records of other links.
    @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes it
    private void sinkFailed(Throwable e) {
        if (firstSinkError == null) {
            firstSinkError = e;
        }
        sinkErrors++;
    }

    /// Delivers everything that was recorded, then ends the thread.
    @Override
    public void close() {
        stopping = true;
        wake();
        OwnThread.awaitEnd(thread);
    }
}
