package org.flowlab.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RealtimeMapTest {
    private long now = 5_000_000_000L;
    private long offset = 1_700_000_000_000_000_000L;
    private final SplittableRandom random = new SplittableRandom(1);

    private long monotonic() {
        now += random.nextInt(20, 60);
        return now;
    }

    private long realtime() {
        now += random.nextInt(20, 60);
        return now + offset;
    }

    @Test
    void a_time_is_told_never_early_and_within_the_uncertainty() {
        RealtimeMap map = new RealtimeMap(this::monotonic, this::realtime);
        for (int i = 0; i < 1000; i++) {
            long told = map.toMonotonic(now + offset);
            assertThat(told).isBetween(now, now + map.uncertaintyNanos());
            map.sample();
        }
        assertThat(map.uncertaintyNanos()).isLessThan(70);
        assertThat(map.steps()).isZero();
    }

    @Test
    void a_step_of_the_clock_is_seen_at_the_next_sample() {
        RealtimeMap map = new RealtimeMap(this::monotonic, this::realtime);
        for (long step : new long[] {3_600_000_000_000L, -7_200_000_000_000L, 10_000}) {
            offset += step;
            map.sample();
            assertThat(map.toMonotonic(now + offset)).isBetween(now, now + 120);
        }
        assertThat(map.steps()).isEqualTo(3);
    }

    @Test
    void the_kernels_clocks_are_bounded_within_microseconds() {
        RealtimeMap map = new RealtimeMap();
        for (int i = 0; i < 1000; i++) {
            map.sample();
        }
        assertThat(map.uncertaintyNanos()).isBetween(0L, 5_000L);
    }
}
