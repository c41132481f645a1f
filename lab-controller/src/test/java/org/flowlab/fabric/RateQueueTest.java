package org.flowlab.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.flowlab.fabric.Impairment.Limit;
import org.flowlab.unit.BitRate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateQueueTest {
    private static RateQueue queue(String rate, Limit limit) {
        RateQueue queue = new RateQueue(65_536);
        queue.set(BitRate.parse(rate), limit);
        return queue;
    }

    @Test
    void a_frame_takes_its_time_on_the_wire() {
        RateQueue queue = queue("10mbit", Impairment.DEFAULT_LIMIT);

        assertThat(queue.accept(5_000, 1514)).isEqualTo(5_000 + 1_211_200);
        assertThat(queue.accept(6_000, 100)).isEqualTo(5_000 + 1_211_200 + 80_000);
        assertThat(queue.accept(9_000_000, 100)).isEqualTo(9_080_000);
    }

    @ParameterizedTest
    @CsvSource({"10mbit,64", "10mbit,1514", "1gbit,64", "1gbit,1514", "40gbit,64", "7bit,61"})
    void a_backlog_leaves_at_the_rate_whatever_the_rounding(String rate, int frameBytes) {
        RateQueue queue = queue(rate, new Limit(50_000, 0));
        int frames = 50_000;
        long last = 0;
        for (int i = 0; i < frames; i++) {
            last = queue.accept(0, frameBytes);
        }

        double achieved = frames * 8.0 * frameBytes / last * 1e9;
        assertThat(achieved / BitRate.parse(rate).bitsPerSecond()).isCloseTo(1, within(1e-6));
    }

    @Test
    void a_frame_is_never_out_before_its_last_bit() {
        RateQueue queue = queue("3bit", new Limit(100, 0));
        // 8 bits at 3 bit/s: 2.666… s each, rounded up.
        assertThat(queue.accept(0, 1)).isEqualTo(2_666_666_667L);
        assertThat(queue.accept(0, 1)).isEqualTo(5_333_333_334L);
        assertThat(queue.accept(0, 1)).isEqualTo(8_000_000_000L);
    }

    @Test
    void limit_in_packets_counts_the_one_being_sent() {
        RateQueue queue = queue("8kbit", new Limit(2, 0));

        assertThat(queue.accept(0, 100)).isEqualTo(100_000_000);
        assertThat(queue.accept(0, 100)).isEqualTo(200_000_000);
        assertThat(queue.accept(99_999_999, 100)).isEqualTo(RateQueue.FULL);
        assertThat(queue.accept(100_000_000, 100)).isEqualTo(300_000_000);
        assertThat(queue.packets()).isEqualTo(2);
    }

    @Test
    void limit_in_bytes_is_exact() {
        RateQueue queue = queue("8kbit", new Limit(0, 250));

        assertThat(queue.accept(0, 100)).isPositive();
        assertThat(queue.accept(0, 100)).isPositive();
        assertThat(queue.accept(0, 51)).isEqualTo(RateQueue.FULL);
        assertThat(queue.accept(0, 50)).isEqualTo(250_000_000);
        assertThat(queue.bytes()).isEqualTo(250);
        assertThat(queue.accept(250_000_000, 251)).isEqualTo(RateQueue.FULL);
        assertThat(queue.accept(250_000_000, 250)).isEqualTo(500_000_000);
    }

    @Test
    void a_new_rate_holds_from_the_next_frame_on() {
        RateQueue queue = queue("8kbit", new Limit(10, 0));
        queue.accept(0, 100);
        queue.set(BitRate.parse("80kbit"), new Limit(2000, 0));

        assertThat(queue.accept(0, 100)).isEqualTo(110_000_000);
        assertThat(queue.packets()).isEqualTo(2);
    }

    @Test
    void without_a_rate_nothing_waits() {
        RateQueue queue = new RateQueue(10);
        queue.set(null, new Limit(1, 0));

        assertThat(queue.accept(7, 1514)).isEqualTo(7);
        assertThat(queue.accept(7, 1514)).isEqualTo(7);
    }

    @Test
    void an_absurd_backlog_is_full_and_does_not_overflow() {
        RateQueue queue = queue("1bit", new Limit(60_000, 0));
        long finish = 0;
        for (int i = 0; i < 60_000 && finish != RateQueue.FULL; i++) {
            finish = queue.accept(0, 65_535);
            assertThat(finish == RateQueue.FULL || finish > 0).isTrue();
        }
        assertThat(finish).isEqualTo(RateQueue.FULL);
    }
}
