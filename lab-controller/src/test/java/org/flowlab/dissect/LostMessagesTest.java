package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.flowlab.dissect.Passage.Transmission;
import org.junit.jupiter.api.Test;

/// Reports messages that were lost every time they were sent.
final class LostMessagesTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: origin\r\n\r\n";

    private final Peer[] peers = Peer.pair(1000, 5000);
    private final Peer client = peers[0];
    private final Peer server = peers[1];
    private final List<Message> messages = new ArrayList<>();
    private final Dissector dissector = new Dissector(messages::add);
    private long now;

    private void passes(byte[] frame) {
        now += 10;
        dissector.sent(now, frame);
        now += 10;
        dissector.delivered(now, frame);
    }

    private void open() {
        passes(client.syn());
        passes(server.synAck());
        passes(client.ack());
    }

    private List<Passage> finish(Class<? extends Content> of) {
        dissector.finish();
        return messages.stream()
                .filter(m -> of.isInstance(m.content()))
                .map(Message::passage)
                .toList();
    }

    private static void assertLost(List<Passage> passages, long... sendings) {
        assertThat(passages).hasSize(1);
        Passage passage = passages.getFirst();
        assertThat(passage.hasArrived()).isFalse();
        assertThat(passage.transmissions())
                .extracting(Transmission::sentNanos)
                .containsExactly(box(sendings));
        assertThat(passage.transmissions()).allMatch(Transmission::lost);
        assertThat(passage.sentNanos()).isEqualTo(sendings[0]);
    }

    private static Long[] box(long... values) {
        return java.util.Arrays.stream(values).boxed().toArray(Long[]::new);
    }

    @Test
    void a_syn_that_is_lost_each_time_is_told_with_each_sending() {
        dissector.lost(1, client.syn());
        dissector.lost(1001, client.syn());
        byte[] third = client.syn();
        dissector.sent(3001, third);
        dissector.dropped(3005, third, 0, third.length);
        assertLost(finish(Content.Syn.class), 1, 1001, 3001);
        assertThat(messages).hasSize(1);
    }

    @Test
    void a_request_that_is_lost_each_time_is_read() {
        open();
        byte[] get = client.data(GET);
        dissector.lost(100, get);
        dissector.lost(300, get);
        assertLost(finish(Content.HttpRequest.class), 100, 300);
    }

    @Test
    void a_request_in_two_segments_is_lost_if_one_of_them_is() {
        open();
        passes(client.data(GET.substring(0, 10)));
        byte[] rest = client.data(GET.substring(10));
        dissector.lost(100, rest);
        dissector.lost(300, rest);
        assertLost(finish(Content.HttpRequest.class), 100, 300);
    }

    @Test
    void a_message_whose_end_arrives_behind_a_segment_that_is_lost_never_arrives() {
        open();
        dissector.lost(100, client.data(GET.substring(0, 10)));
        byte[] rest = client.data(GET.substring(10));
        dissector.sent(110, rest);
        dissector.delivered(120, rest);
        dissector.lost(300, client.dataAt(0, GET.substring(0, 10)));
        List<Passage> requests = finish(Content.HttpRequest.class);
        assertThat(requests).hasSize(1);
        assertThat(requests.getFirst().hasArrived()).isFalse();
        assertThat(requests.getFirst().transmissions())
                .containsExactly(new Transmission(110, false));
    }

    @Test
    void a_request_that_arrives_in_the_end_is_told_once() {
        open();
        byte[] get = client.data(GET);
        dissector.lost(100, get);
        now = 300;
        passes(get);
        List<Passage> requests = finish(Content.HttpRequest.class);
        assertThat(requests).hasSize(1);
        assertThat(requests.getFirst().arrivedNanos()).isEqualTo(320);
    }

    @Test
    void what_may_still_arrive_is_not_lost() {
        open();
        byte[] get = client.data(GET);
        dissector.lost(100, get);
        dissector.sent(300, get);
        assertThat(finish(Content.HttpRequest.class)).isEmpty();
    }

    @Test
    void a_lost_message_is_reported_also_if_the_connection_is_reset() {
        open();
        dissector.lost(100, client.data(GET));
        now = 200;
        passes(server.rst());
        assertLost(finish(Content.HttpRequest.class), 100);
        assertThat(messages).filteredOn(m -> m.content() instanceof Content.Reset).hasSize(1);
    }

    @Test
    void a_damaged_syn_counts_only_if_another_says_the_same() {
        byte[] syn = client.syn();
        dissector.damaged(1, syn, 0, syn.length);
        Peer other = Peer.pair(40_001, 7000, 9000)[0];
        byte[] first = other.syn();
        byte[] second = other.syn();
        dissector.damaged(2, first, 0, first.length);
        dissector.damaged(1002, second, 0, second.length);
        assertLost(finish(Content.Syn.class), 2, 1002);
    }
}
