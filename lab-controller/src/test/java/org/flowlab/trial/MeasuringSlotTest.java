package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.flowlab.sys.ProcessQueue;
import org.flowlab.sys.QueueMember;
import org.flowlab.trial.MeasuringSlot.Ticket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MeasuringSlotTest {
    private final MeasuringSlot slot = new MeasuringSlot();

    @Test
    void those_who_wait_go_in_the_order_in_which_they_came_and_learn_their_place() {
        List<String> moves = new ArrayList<>();
        Ticket first = slot.enter(place -> moves.add("first " + place));
        Ticket second = slot.enter(place -> moves.add("second " + place));
        Ticket third = slot.enter(place -> moves.add("third " + place));
        assertThat(List.of(first.place(), second.place(), third.place())).containsExactly(0, 1, 2);
        first.await();
        first.close();
        second.await();
        second.close();
        third.await();
        assertThat(moves)
                .containsExactly(
                        "first 0", "second 1", "third 2", "second 0", "third 1", "third 0");
    }

    @Test
    void who_leaves_the_queue_lets_the_others_move_up() {
        Ticket first = slot.enter(_ -> {});
        Ticket second = slot.enter(_ -> {});
        Ticket third = slot.enter(_ -> {});
        second.close();
        assertThat(third.place()).isOne();
        assertThatThrownBy(second::await).isInstanceOf(CancellationException.class);
        first.close();
        first.close(); // the second time does nothing
        assertThat(third.place()).isZero();
    }

    @Test
    void an_interrupted_one_stops_waiting_and_blocks_nobody() throws Exception {
        Ticket first = slot.enter(_ -> {});
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        Thread waiting =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        slot.hold(() -> "");
                                        seen.complete(new AssertionError("it ran"));
                                    } catch (CancellationException e) {
                                        seen.complete(e);
                                    }
                                });
        waiting.interrupt();
        assertThat(seen.get()).isInstanceOf(CancellationException.class);
        waiting.join();
        first.close();
        assertThat(slot.hold(() -> "mine")).isEqualTo("mine");
    }

    @Test
    void who_waits_can_be_cancelled_and_who_measures_cannot() {
        Ticket first = slot.enter(_ -> {});
        Ticket second = slot.enter(_ -> {});
        Ticket third = slot.enter(_ -> {});
        assertThat(first.cancel()).isFalse();
        assertThat(second.cancel()).isTrue();
        assertThat(second.cancel()).isFalse();
        assertThatThrownBy(second::await).isInstanceOf(CancellationException.class);
        assertThat(List.of(first.place(), third.place())).containsExactly(0, 1);
        first.close();
        assertThat(third.place()).isZero();
        assertThat(first.cancel()).isFalse();
    }

    private final String name = "org.flowlab.test." + UUID.randomUUID();
    private final BlockingQueue<String> delays = new LinkedBlockingQueue<>();
    private final MeasuringSlot shared = shared();

    private MeasuringSlot shared() {
        return new MeasuringSlot(
                ProcessQueue.named(name), (place, pid) -> delays.add(place + " " + pid));
    }

    @Test
    void flows_of_two_processes_take_turns() {
        MeasuringSlot other = shared(); // as if of another process
        Ticket first = shared.enter(_ -> {});
        Ticket second = shared.enter(_ -> {});
        Ticket theirs = other.enter(_ -> {});
        assertThat(List.of(first.place(), second.place(), theirs.place())).containsExactly(0, 1, 1);
        first.close();
        theirs.await();
        assertThat(theirs.place()).isZero();
        assertThat(second.place()).isPositive();
        theirs.close();
        second.await();
        assertThat(second.place()).isZero();
        second.close();
    }

    @Test
    @Timeout(60)
    void who_waits_for_another_process_learns_which_and_measures_after_it() throws Exception {
        try (QueueMember other = QueueMember.start(name)) {
            assertThat(other.next()).isEqualTo("0");
            List<Integer> moves = new CopyOnWriteArrayList<>();
            try (Ticket mine = shared.enter(moves::add)) {
                assertThat(mine.process()).isEqualTo(OptionalLong.of(other.pid()));
                CompletableFuture<Void> turn = CompletableFuture.runAsync(mine::await);
                assertThat(delays.take()).isEqualTo("1 " + OptionalLong.of(other.pid()));
                assertThat(turn).isNotDone();
                other.signal("KILL");
                turn.get(10, TimeUnit.SECONDS);
                assertThat(moves).containsExactly(1, 0);
                assertThat(mine.process()).isEmpty();
            }
        }
    }

    @Test
    @Timeout(60)
    void who_waits_for_a_stopped_process_can_be_cancelled_and_interrupted() throws Exception {
        try (QueueMember other = QueueMember.start(name)) {
            assertThat(other.next()).isEqualTo("0");
            other.signal("STOP");
            Ticket mine = shared.enter(_ -> {});
            Ticket next = shared.enter(_ -> {});
            assertThat(List.of(mine.place(), next.place())).containsExactly(1, 2);
            CompletableFuture<Void> turn = CompletableFuture.runAsync(mine::await);
            assertThat(mine.cancel()).isTrue();
            assertThatThrownBy(() -> turn.get(10, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(CancellationException.class);
            assertThat(next.place()).isOne();
            Thread waiting = Thread.ofPlatform().start(() -> ignoring(next));
            waiting.interrupt();
            assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
            next.close();
            other.signal("CONT");
            other.leave();
            assertThat(shared.<String>hold(() -> "mine")).isEqualTo("mine");
        }
    }

    private static void ignoring(Ticket ticket) {
        try {
            ticket.await();
        } catch (CancellationException e) {
            // as it should be
        }
    }

    @Test
    @Timeout(60)
    void who_measures_again_and_again_keeps_nobody_out() throws Exception {
        MeasuringSlot other = shared();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Runnable work =
                () -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    inside.decrementAndGet();
                };
        Thread busy =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (!stop.get()) {
                                        other.hold(() -> run(work));
                                    }
                                });
        for (int i = 0; i < 200; i++) {
            shared.hold(() -> run(work));
        }
        stop.set(true);
        busy.join();
        assertThat(most).hasValue(1);
    }

    private static boolean run(Runnable work) {
        work.run();
        return true;
    }
}
