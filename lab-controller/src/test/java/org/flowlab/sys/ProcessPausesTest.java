package org.flowlab.sys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessPausesTest {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    /// Stops this very process for 0.3 s.
    @Test
    void a_process_that_was_stopped_knows_how_long() throws Exception {
        try (ProcessPauses.Watch watch = ProcessPauses.watch()) {
            long start = System.nanoTime();
            long id = ProcessHandle.current().pid();
            String script = "kill -STOP %1$d; sleep 0.3; kill -CONT %1$d".formatted(id);
            assertThat(new ProcessBuilder("sh", "-c", script).start().waitFor()).isZero();
            long end = System.nanoTime();
            while (watch.longestNanos(start, end) == 0
                    && System.nanoTime() - end < PATIENCE_NANOS) {
                Thread.onSpinWait();
            }
            assertThat(watch.longestNanos(start, end)).isBetween(200_000_000L, end - start);
            assertThat(watch.longestNanos(start - 2, start - 1)).isZero();
        }
    }

    @Test
    void one_who_watches_again_is_served_again() throws Exception {
        for (int i = 0; i < 3; i++) {
            a_process_that_was_stopped_knows_how_long();
        }
    }
}
