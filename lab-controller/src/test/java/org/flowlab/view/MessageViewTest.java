package org.flowlab.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.flowlab.dissect.Content;
import org.flowlab.dissect.Conversation;
import org.flowlab.dissect.Conversation.Protocol;
import org.flowlab.dissect.Message;
import org.flowlab.dissect.Passage;
import org.junit.jupiter.api.Test;

class MessageViewTest {
    private static final Map<String, String> NODES =
            Map.of("198.18.0.1", "client", "198.18.0.2", "proxy");
    private static final String CLIENT = "198.18.0.1:40000";
    private static final String PROXY = "198.18.0.2:443";

    private static final Conversation TCP =
            new Conversation(0, null, 0, Protocol.TCP, CLIENT, PROXY, "");
    private static final Conversation TLS =
            new Conversation(1, TCP, 0, Protocol.TLS, CLIENT, PROXY, "aa");
    private static final Conversation SPDY =
            new Conversation(2, TLS, 0, Protocol.SPDY, CLIENT, PROXY, "aa");
    private static final Conversation INNER =
            new Conversation(3, SPDY, 3, Protocol.TLS, CLIENT, "origin:443", "bb");
    private static final Conversation HTTP =
            new Conversation(4, INNER, 0, Protocol.HTTP1, CLIENT, "origin:443", "bb");

    private static MessageView view(Conversation in, boolean fromClient, Content content) {
        Passage passage = new Passage(2_500);
        passage.add(new Passage.Transmission(1_100, true));
        passage.add(new Passage.Transmission(2_000, false));
        return MessageView.of(new Message(in, fromClient, 0, content, passage), 7, 1_000, NODES);
    }

    @Test
    void times_count_from_the_trials_start_and_lost_transmissions_are_counted() {
        MessageView view = view(TCP, true, new Content.Syn());
        assertThat(view.number()).isEqualTo(7);
        assertThat(view.sentNanos()).isEqualTo(100);
        assertThat(view.arrivedNanos()).isEqualTo(1_500);
        assertThat(view.transmissions()).isEqualTo(2);
        assertThat(view.lost()).isOne();
        assertThat(view.path()).isEqualTo("TCP");
        assertThat(view.label()).isEqualTo("SYN");
        assertThat(view.connection()).isEqualTo("198.18.0.1:40000 > 198.18.0.2:443");
    }

    @Test
    void a_message_that_never_arrived_has_no_arrival() {
        Passage lost = Passage.lost();
        lost.add(new Passage.Transmission(1_100, true));
        MessageView view =
                MessageView.of(new Message(TCP, true, 0, new Content.Syn(), lost), 1, 0, NODES);
        assertThat(view.arrivedNanos()).isNull();
        assertThat(view.lost()).isOne();
    }

    @Test
    void a_message_in_a_tunnel_has_the_path_of_its_protocols_and_the_nodes_of_its_wire() {
        MessageView view =
                view(INNER, false, new Content.TlsHandshake(2, "server_hello", false, 0, Map.of()));
        assertThat(view.path()).isEqualTo("TLS/SPDY stream 3/TLS");
        assertThat(view.tunnelTo()).isEqualTo("origin:443");
        assertThat(List.of(view.from(), view.to())).containsExactly("proxy", "client");
        assertThat(view.label()).isEqualTo("Server Hello");
        assertThat(view.kind()).isEqualTo("tls-handshake");
        assertThat(view(HTTP, true, new Content.HttpBody(3, true)).path())
                .isEqualTo("TLS/SPDY stream 3/TLS/HTTP/1.1");
        assertThat(view(SPDY, true, new Content.SpdyPing(1)).tunnelTo()).isEmpty();
    }

    @Test
    void text_from_the_wire_is_bounded_and_has_no_control_characters() {
        MessageView view =
                view(
                        HTTP,
                        true,
                        new Content.HttpRequest(
                                "GET",
                                "/\u001b[2J" + "x".repeat(70_000),
                                "HTTP/1.1",
                                Map.of("a\nb", List.of("\u0007"))));
        assertThat(view.label()).startsWith("GET /?[2Jx").hasSize(1_000);
        assertThat(view.details()).containsEntry("headers", Map.of("a?b", List.of("?")));
        assertThat(Json.of(view)).hasSizeLessThan(4_000).contains("\"kind\" : \"http-request\"");
    }

    @Test
    void an_address_of_no_node_stands_for_itself() {
        MessageView view =
                MessageView.of(
                        new Message(TCP, true, 0, new Content.Syn(), new Passage(1)),
                        1,
                        0,
                        Map.of());
        assertThat(List.of(view.from(), view.to())).containsExactly("198.18.0.1", "198.18.0.2");
    }
}
