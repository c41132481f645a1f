package org.flowlab.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flowlab.dissect.Content;
import org.flowlab.dissect.Conversation;
import org.flowlab.dissect.Message;
import org.flowlab.dissect.Passage;
import org.flowlab.service.Event.LabDeploying;
import org.flowlab.service.Event.RunProgress;
import org.flowlab.service.Subscription.Batch;
import org.junit.jupiter.api.Test;

class EventsTest {
    private final Events events = new Events(Clock.systemUTC());
    private final List<String> wakes = new ArrayList<>();

    private Subscription subscribe(long after) {
        return events.subscribe(Interest.ALL, () -> wakes.add("woken"), after);
    }

    private void deploy(int number) {
        events.publish(new LabDeploying("lab " + number, "lab" + number));
    }

    private static List<Long> ids(Batch batch) {
        return batch.events().stream().map(Published::id).toList();
    }

    @Test
    void a_subscriber_gets_what_comes_and_is_woken_once_until_it_takes_it() {
        Subscription subscription = subscribe(0);
        deploy(1);
        deploy(2);
        assertThat(wakes).hasSize(1);
        assertThat(ids(subscription.take(10))).containsExactly(1L, 2L);
        deploy(3);
        assertThat(wakes).hasSize(2);
        assertThat(ids(subscription.take(10))).containsExactly(3L);
    }

    @Test
    void an_event_replaces_an_earlier_one_of_its_topic() {
        Subscription subscription = subscribe(0);
        events.publish(new RunProgress("r", 1, 9));
        deploy(1);
        events.publish(new RunProgress("r", 2, 9));
        assertThat(subscription.take(10).events())
                .extracting(Published::event)
                .containsExactly(new LabDeploying("lab 1", "lab1"), new RunProgress("r", 2, 9));
    }

    @Test
    void a_slow_subscriber_loses_the_oldest_and_learns_how_many() {
        Subscription slow = subscribe(0);
        for (int i = 1; i <= Events.KEPT + 3; i++) {
            deploy(i);
        }
        Batch batch = slow.take(2);
        assertThat(batch.lost()).isEqualTo(3);
        assertThat(ids(batch)).containsExactly(4L, 5L);
        assertThat(slow.take(1).lost()).isZero();
        assertThat(events.lost()).isEqualTo(3);
    }

    @Test
    void one_that_comes_back_gets_what_it_missed() {
        deploy(1);
        deploy(2);
        deploy(3);
        Subscription back = subscribe(1);
        assertThat(back.isGapless()).isTrue();
        assertThat(ids(back.take(10))).containsExactly(2L, 3L);
    }

    @Test
    void one_that_was_away_too_long_or_comes_from_another_process_learns_that_it_has_a_gap() {
        for (int i = 1; i <= Events.KEPT + 1; i++) {
            deploy(i);
        }
        assertThat(subscribe(0).isGapless()).isFalse();
        assertThat(subscribe(1).isGapless()).isTrue();
        assertThat(subscribe(Events.KEPT + 99).isGapless()).isFalse();
    }

    @Test
    void counters_are_not_kept_for_those_who_come_back() {
        events.publish(new Event.Counters("a", List.of()));
        Subscription back = subscribe(0);
        assertThat(back.isGapless()).isTrue();
        assertThat(back.take(10).events()).isEmpty();
    }

    @Test
    void who_wants_one_lab_gets_no_others_and_no_messages_unless_it_asks() {
        Subscription one = events.subscribe(new Interest("lab 2", false, false), () -> {}, 0);
        deploy(1);
        deploy(2);
        events.publish(new Event.Counters("lab 2", List.of()));
        assertThat(ids(one.take(10))).containsExactly(2L);
        assertThat(events.isWanted(Event.MessageSeen.class, "lab 2")).isFalse();
        Subscription all = subscribe(0);
        assertThat(events.isWanted(Event.MessageSeen.class, "lab 2")).isTrue();
        all.close();
        assertThat(events.isWanted(Event.MessageSeen.class, "lab 2")).isFalse();
        assertThat(events.subscribers()).isOne();
    }

    @Test
    void messages_and_places_in_the_queue_push_nothing_else_out() {
        deploy(1);
        for (int i = 0; i < Events.KEPT + 10; i++) {
            events.publish(new Event.TrialQueued("lab 1", "t" + i, "direct", 1));
            events.publish(new Event.TrialQueued("lab 1", "t0", "direct", i));
            events.publish(new Event.MessageSeen("lab 1", "t", i, 0, message(), Map.of()));
        }
        Subscription quiet = events.subscribe(new Interest(null, false, false), () -> {}, 0);
        assertThat(quiet.isGapless()).isTrue();
        List<Published> missed = quiet.take(3 * Events.KEPT).events();
        assertThat(missed.getFirst().event()).isInstanceOf(LabDeploying.class);
        assertThat(missed)
                .hasSize(Events.KEPT + 1)
                .isSortedAccordingTo((a, b) -> (int) (a.id() - b.id()));
        assertThat(subscribe(0).isGapless()).as("messages are missing").isFalse();
    }

    private static Message message() {
        Conversation tcp =
                new Conversation(0, null, 0, Conversation.Protocol.TCP, "a:1", "b:2", "");
        return new Message(tcp, true, 0, new Content.Syn(), new Passage(1));
    }
}
