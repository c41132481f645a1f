package org.flowlab.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import org.flowlab.unit.Seed;
import org.junit.jupiter.api.Test;

class DirectionTest {
    private final Direction direction =
            new Direction(0, true, new Seed(1), Impairment.NONE, 10, 1, null, -1);

    private Punctuality punctuality() {
        return direction.report().punctuality();
    }

    @Test
    void a_frame_that_is_seconds_late_is_told_exactly_as_the_maximum() {
        assertThat(punctuality()).isEqualTo(new Punctuality(0, 0, 0, 0, 0));
        direction.punctuality(3_000_000_123L, 0);
        direction.punctuality(100, 0);
        assertThat(punctuality().maxNanos()).isEqualTo(3_000_000_123L);
        assertThat(punctuality().p99Nanos()).isBetween(2_970_000_000L, 3_000_000_123L);

        long hour = 3_600_000_000_001L;
        direction.punctuality(hour, 0);
        assertThat(punctuality().maxNanos()).as("beyond the histogram's range").isEqualTo(hour);
    }

    @Test
    void reports_go_on_from_each_other_and_an_early_frame_counts_as_early() {
        for (int i = 1; i <= 100; i++) {
            direction.punctuality(i * 1_000L, 0);
            assertThat(punctuality().frames()).isEqualTo(i);
        }
        assertThat(punctuality().p50Nanos()).isBetween(49_000L, 51_000L);
        direction.punctuality(5, 7);
        assertThat(punctuality().early()).isOne();
        assertThat(punctuality().maxNanos()).isEqualTo(100_000);
    }

    /// Every error is the same, so a report that shows another value has read a histogram while it
    /// changed.
    @Test
    void a_report_under_traffic_counts_each_frame_once_and_never_goes_back() throws Exception {
        int frames = 300_000;
        Thread wire =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (int i = 0; i < frames; i++) {
                                        direction.punctuality(1_000, 0);
                                    }
                                });
        long last = 0;
        while (wire.isAlive()) {
            Punctuality now = punctuality();
            assertThat(now.frames()).isGreaterThanOrEqualTo(last);
            if (now.frames() > 0) {
                assertThat(now.p50Nanos()).isEqualTo(1_000);
                assertThat(now.p99Nanos()).isEqualTo(1_000);
            }
            last = now.frames();
        }
        wire.join();
        assertThat(punctuality().frames()).isEqualTo(frames);
    }
}
