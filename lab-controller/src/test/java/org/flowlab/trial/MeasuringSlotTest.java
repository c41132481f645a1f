package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.flowlab.trial.MeasuringSlot.Ticket;
import org.junit.jupiter.api.Test;

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
}
