package org.flowlab.node.main;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Notices that the controller is gone although the node's input did not end, as when the program
/// between them was killed or the controller is stopped. Counts the looks at which nothing had been
/// heard, not the time: a node that was itself stopped, or a machine that slept, loses nothing.
final class Lease implements AutoCloseable {
    private static final int LOOKS = 6;

    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean heard;

    /// @param millis how long the controller may be silent; 0 for ever
    /// @param expired called once, on a thread of the lease
    Lease(int millis, Runnable expired) {
        if (millis > 0) {
            Thread.ofPlatform().name("lease").daemon().start(() -> watch(millis, expired));
        }
    }

    /// The controller said something.
    void renew() {
        heard = true;
    }

    private void watch(int millis, Runnable expired) {
        int silent = 0;
        try {
            while (silent < LOOKS) {
                if (closed.await(Math.max(1, millis / LOOKS), TimeUnit.MILLISECONDS)) {
                    return;
                }
                silent = heard ? 0 : silent + 1;
                heard = false;
            }
            expired.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
