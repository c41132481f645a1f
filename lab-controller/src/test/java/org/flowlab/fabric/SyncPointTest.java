package org.flowlab.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SyncPointTest {
    private static final boolean EMPTY = true;

    private final SyncPoint sync = new SyncPoint(100);

    @Test
    void without_a_question_nothing_is_due() {
        assertThat(sync.isDue(EMPTY, 0)).isFalse();
        assertThat(sync.isDue(!EMPTY, 1_000)).isFalse();
        assertThat(sync.isOpen()).isFalse();
    }

    @Test
    void a_ring_that_was_empty_before_the_question_was_seen_is_looked_at_once_more() {
        long ticket = sync.ask();
        assertThat(sync.isDue(EMPTY, 0)).isFalse();
        assertThat(sync.isOpen()).as("so that the wire does not sleep").isTrue();
        assertThat(sync.isDue(EMPTY, 0)).isTrue();
        assertThat(sync.isAnswered(ticket)).isFalse();
        sync.answer();
        assertThat(sync.isAnswered(ticket)).isTrue();
        assertThat(sync.isOpen()).isFalse();
    }

    @Test
    void frames_that_were_there_are_taken_in_before_it_is_answered() {
        sync.ask();
        assertThat(sync.isDue(!EMPTY, 16)).isFalse();
        assertThat(sync.isDue(!EMPTY, 32)).isFalse();
        assertThat(sync.isDue(EMPTY, 32)).isTrue();
    }

    @Test
    void under_a_flood_it_is_answered_when_the_ring_was_gone_through_once() {
        sync.ask();
        assertThat(sync.isDue(!EMPTY, 1_000)).isFalse();
        assertThat(sync.isDue(!EMPTY, 1_099)).isFalse();
        assertThat(sync.isDue(!EMPTY, 1_100)).isTrue();
    }

    @Test
    void a_later_question_begins_anew_and_its_answer_answers_the_one_before() {
        long first = sync.ask();
        assertThat(sync.isDue(!EMPTY, 1_000)).isFalse();
        long second = sync.ask();
        assertThat(sync.isDue(!EMPTY, 1_100)).isFalse();
        assertThat(sync.isDue(!EMPTY, 1_200)).isTrue();
        sync.answer();
        assertThat(sync.isAnswered(first)).isTrue();
        assertThat(sync.isAnswered(second)).isTrue();
        assertThat(sync.isAnswered(second + 1)).isFalse();
    }

    @Test
    void a_question_asked_while_one_is_answered_stays_open() {
        sync.ask();
        sync.isDue(EMPTY, 0);
        assertThat(sync.isDue(EMPTY, 0)).isTrue();
        long late = sync.ask();
        sync.answer();
        assertThat(sync.isAnswered(late)).isFalse();
        sync.isDue(EMPTY, 0);
        assertThat(sync.isDue(EMPTY, 0)).isTrue();
    }
}
