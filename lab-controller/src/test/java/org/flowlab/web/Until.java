package org.flowlab.web;

import java.time.Duration;
import java.util.concurrent.Callable;

/// Waits for conditions.
final class Until {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Until() {}

    static void is(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not true within " + PATIENCE);
            }
            Thread.sleep(5);
        }
    }
}
