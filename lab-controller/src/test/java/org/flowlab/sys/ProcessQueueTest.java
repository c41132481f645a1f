package org.flowlab.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProcessQueueTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final String name = "org.flowlab.test." + UUID.randomUUID();
    private final ProcessQueue queue = ProcessQueue.named(name);

    private static void awaitFirst(QueueSpot spot) {
        long end = System.nanoTime() + LONG.toNanos();
        while (spot.place() > 0 && System.nanoTime() < end) {
            spot.await(LONG);
        }
        assertThat(spot.place()).isZero();
    }

    @Test
    void a_queue_without_others_lets_in_at_once_and_again() {
        for (int i = 0; i < 3; i++) {
            try (QueueSpot spot = queue.enter()) {
                assertThat(spot.place()).isZero();
                assertThat(spot.first()).isEmpty();
            }
        }
    }

    @Test
    void who_came_first_goes_first() {
        List<QueueSpot> spots = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            spots.add(queue.enter());
        }
        assertThat(spots).extracting(QueueSpot::place).containsExactly(0, 1, 2, 3, 4);
        spots.removeFirst().close();
        QueueSpot late = queue.enter();
        assertThat(late.place()).isEqualTo(5);
        spots.add(late);
        while (!spots.isEmpty()) {
            spots.forEach(spot -> spot.await(Duration.ofMillis(100)));
            for (int i = 0; i < spots.size(); i++) {
                assertThat(spots.get(i).place()).isEqualTo(i);
            }
            spots.removeFirst().close();
        }
    }

    @Test
    void who_leaves_from_the_middle_leaves_no_gap() {
        try (QueueSpot first = queue.enter();
                QueueSpot second = queue.enter();
                QueueSpot third = queue.enter()) {
            second.close();
            assertThat(third.await(LONG)).isTrue();
            assertThat(third.place()).isOne();
            first.close();
            awaitFirst(third);
        }
    }

    @Test
    void more_than_there_are_places_get_in_one_after_the_other() {
        List<QueueSpot> spots = new ArrayList<>();
        for (int i = 0; i < ProcessQueue.PLACES + 3; i++) {
            spots.add(queue.enter());
        }
        assertThat(spots.getLast().place()).isEqualTo(ProcessQueue.PLACES);
        int passed = 0;
        long end = System.nanoTime() + LONG.toNanos();
        while (!spots.isEmpty() && System.nanoTime() < end) {
            assertThat(spots.stream().filter(s -> s.place() == 0).count()).isLessThanOrEqualTo(1);
            for (QueueSpot spot : List.copyOf(spots)) {
                if (spot.place() == 0) {
                    spot.close();
                    spots.remove(spot);
                    passed++;
                } else {
                    spot.await(Duration.ZERO);
                }
            }
        }
        assertThat(passed).isEqualTo(ProcessQueue.PLACES + 3);
    }

    @Test
    void a_wait_ends_when_it_is_woken_and_when_the_spot_is_closed() throws Exception {
        try (QueueSpot _ = queue.enter();
                QueueSpot second = queue.enter()) {
            Thread waiting = Thread.ofPlatform().start(() -> second.await(Duration.ofSeconds(50)));
            second.wake();
            assertThat(waiting.join(LONG)).isTrue();
            waiting = Thread.ofPlatform().start(() -> second.await(Duration.ofSeconds(50)));
            second.close();
            assertThat(waiting.join(LONG)).isTrue();
        }
    }

    @Test
    void another_process_waits_for_this_one_and_this_one_for_it() throws Exception {
        QueueSpot mine = queue.enter();
        try (QueueMember other = QueueMember.start(name)) {
            assertThat(other.next()).isEqualTo("1");
            mine.close();
            assertThat(other.next()).isEqualTo("0");
            try (QueueSpot again = queue.enter()) {
                assertThat(again.place()).isOne();
                assertThat(again.first()).isEqualTo(OptionalLong.of(other.pid()));
                assertThat(again.await(Duration.ofMillis(50))).isFalse();
                other.leave();
                awaitFirst(again);
            }
        }
    }

    @Test
    void a_killed_process_gives_its_place_back_and_a_stopped_one_is_named() throws Exception {
        try (QueueMember first = QueueMember.start(name)) {
            assertThat(first.next()).isEqualTo("0");
            try (QueueMember second = QueueMember.start(name)) {
                assertThat(second.next()).isEqualTo("1");
                QueueSpot mine = queue.enter();
                assertThat(mine.place()).isEqualTo(2);
                second.signal("STOP");
                first.signal("KILL");
                // The stopped one cannot move up; it is before this one all the same.
                long end = System.nanoTime() + LONG.toNanos();
                while (!mine.first().equals(OptionalLong.of(second.pid()))
                        && System.nanoTime() < end) {
                    mine.await(Duration.ofMillis(10));
                }
                assertThat(mine.first()).isEqualTo(OptionalLong.of(second.pid()));
                assertThat(mine.place()).isEqualTo(2);
                second.signal("KILL");
                awaitFirst(mine);
                mine.close();
            }
        }
    }

    @Test
    void no_descriptor_is_left_open() throws Exception {
        try (QueueSpot _ = queue.enter()) {
            queue.enter().close();
        }
        long before = descriptors();
        for (int i = 0; i < 50; i++) {
            try (QueueSpot _ = queue.enter();
                    QueueSpot second = queue.enter()) {
                second.first();
                second.await(Duration.ZERO);
            }
        }
        assertThat(descriptors()).isLessThan(before + 20);
    }

    private static long descriptors() throws Exception {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }
}
