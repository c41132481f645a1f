package org.flowlab.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DelayLineTest {
    private record Entry(long due, int slot) {}

    @Test
    void frames_come_out_by_due_time_then_by_order_of_entry() {
        DelayLine line = new DelayLine();
        line.accept(0, 30);
        line.accept(1, 10);
        line.accept(2, 30);
        line.accept(3, 10);
        line.accept(4, 20);

        List<Integer> slots = new ArrayList<>();
        assertThat(line.nextDeadline()).isEqualTo(10);
        while (line.size() > 0) {
            slots.add(line.emit());
        }

        assertThat(slots).containsExactly(1, 3, 4, 0, 2);
        assertThat(line.nextDeadline()).isEqualTo(DelayLine.NEVER);
    }

    @Test
    void it_agrees_with_a_priority_queue_over_random_traffic() {
        SplittableRandom random = new SplittableRandom(99);
        DelayLine line = new DelayLine();
        PriorityQueue<Entry> expected =
                new PriorityQueue<>(
                        Comparator.comparingLong(Entry::due).thenComparingInt(Entry::slot));
        long clock = 0;
        int most = 0;
        for (int i = 0; i < 200_000; i++) {
            if (line.size() < 5000 && random.nextInt(100) < 55) {
                long due = clock + random.nextInt(50);
                line.accept(i, due);
                expected.add(new Entry(due, i));
            } else if (line.size() > 0) {
                Entry entry = expected.remove();
                assertThat(line.nextDeadline()).isEqualTo(entry.due);
                assertThat(line.emit()).isEqualTo(entry.slot);
                clock = Math.max(clock, entry.due - 20);
            }
            assertThat(line.size()).isEqualTo(expected.size());
            most = Math.max(most, line.size());
        }
        assertThat(most).isEqualTo(5000);
    }
}
