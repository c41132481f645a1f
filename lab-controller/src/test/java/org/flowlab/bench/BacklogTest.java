package org.flowlab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.flowlab.unit.BitRate;
import org.junit.jupiter.api.Test;

/// Frames of 1000 bytes at 8 Mbit/s: each takes a millisecond.
class BacklogTest {
    private static final long MS = 1_000_000;

    private final Backlog backlog = new Backlog(BitRate.parse("8mbit"), 1000);

    @Test
    void frames_that_waited_for_each_other_tell_the_rate() {
        for (int i = 0; i < 10; i++) {
            backlog.frame(i, i * MS / 3, (i + 1) * MS);
        }
        assertThat(backlog.frames()).isEqualTo(9);
        assertThat(backlog.nanos()).isEqualTo(9 * MS);
        assertThat(backlog.dueNanos()).isEqualTo(9.0 * MS);
    }

    @Test
    void what_left_late_hides_no_pause_of_the_sender() {
        // the queue is empty from 2 to 3 ms, but the wire sleeps until 3.5 ms
        backlog.frame(0, 0, MS);
        backlog.frame(1, 0, 7 * MS / 2);
        backlog.frame(2, 3 * MS, 4 * MS);
        backlog.frame(3, 3 * MS, 5 * MS);
        backlog.frame(4, 3 * MS, 6 * MS);
        assertThat(backlog.frames()).isEqualTo(2);
        assertThat(backlog.nanos()).isEqualTo(2 * MS);
    }

    @Test
    void a_frame_that_nobody_saw_ends_a_run() {
        backlog.frame(0, 0, MS);
        backlog.frame(1, 0, 2 * MS);
        backlog.frame(2, 0, 3 * MS);
        backlog.frame(4, 0, 5 * MS);
        backlog.frame(5, 0, 6 * MS);
        assertThat(backlog.frames()).isEqualTo(2);
        assertThat(backlog.nanos()).isEqualTo(2 * MS);
    }
}
