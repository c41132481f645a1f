package org.flowlab.observe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.dissect.Content;
import org.flowlab.dissect.Conversation;
import org.flowlab.dissect.Conversation.Protocol;
import org.flowlab.dissect.Message;
import org.flowlab.dissect.Passage;

/// Messages that a dissector would report of a talk between client (198.18.0.1), proxy (.2) and
/// origin (.3). Each message takes 10 ns on its wire.
final class Talk {
    static final Map<String, String> NODES =
            Map.of("198.18.0.1", "client", "198.18.0.2", "proxy", "198.18.0.3", "origin");
    static final String R1 = "1".repeat(64);
    static final String R2 = "2".repeat(64);

    final List<Message> messages = new ArrayList<>();
    private final Map<String, Integer> ordinals = new HashMap<>();
    private int ids;

    final Conversation toProxy = tcp("198.18.0.1:40000", "198.18.0.2:443");
    final Conversation toOrigin = tcp("198.18.0.2:50000", "198.18.0.3:443");

    Conversation tcp(String client, String server) {
        return new Conversation(ids++, null, 0, Protocol.TCP, client, server, "");
    }

    Conversation over(Conversation carrier, int stream, Protocol protocol, String random) {
        String server =
                stream > 0 || carrier.protocol() == Protocol.HTTP1
                        ? "origin:443"
                        : carrier.server();
        return new Conversation(ids++, carrier, stream, protocol, carrier.client(), server, random);
    }

    /// Adds a message that is sent at `sentNanos` and again at each time of `again`; only its last
    /// sending arrives.
    Talk say(
            Conversation conversation,
            boolean fromClient,
            long sentNanos,
            Content content,
            long... again) {
        long last = again.length == 0 ? sentNanos : again[again.length - 1];
        Passage passage = new Passage(last + 10);
        passage.add(new Passage.Transmission(sentNanos, again.length > 0));
        for (int i = 0; i < again.length; i++) {
            passage.add(new Passage.Transmission(again[i], i < again.length - 1));
        }
        int ordinal = ordinals.merge(conversation.id() + "/" + fromClient, 1, Integer::sum) - 1;
        messages.add(new Message(conversation, fromClient, ordinal, content, passage));
        return this;
    }

    /// Adds a message that is sent at each time of `sent` and lost each time.
    Talk lose(Conversation conversation, boolean fromClient, Content content, long... sent) {
        Passage passage = Passage.lost();
        for (long nanos : sent) {
            passage.add(new Passage.Transmission(nanos, true));
        }
        int ordinal = ordinals.merge(conversation.id() + "/" + fromClient, 1, Integer::sum) - 1;
        messages.add(new Message(conversation, fromClient, ordinal, content, passage));
        return this;
    }

    Talk handshake(Conversation tcp, long nanos) {
        say(tcp, true, nanos, new Content.Syn());
        say(tcp, false, nanos + 10, new Content.SynAck());
        return say(tcp, true, nanos + 20, new Content.Ack());
    }

    /// A full TLS 1.2 handshake with NPN: four flights of 10 ns, `relay` ns apart on their way.
    Talk tls12(Conversation tls, long nanos, long roundTrip) {
        say(tls, true, nanos, tls(1, "client_hello"));
        long server = nanos + roundTrip / 2;
        say(tls, false, server, tls(2, "server_hello"));
        say(tls, false, server + 1, tls(11, "certificate"));
        say(tls, false, server + 2, tls(14, "server_hello_done"));
        long client = nanos + roundTrip + 2;
        say(tls, true, client, tls(16, "client_key_exchange"));
        say(tls, true, client, new Content.TlsChangeCipherSpec());
        say(tls, true, client, tls(67, "next_protocol"));
        say(tls, true, client, tls(20, "finished"));
        server = client + roundTrip / 2;
        say(tls, false, server, tls(4, "new_session_ticket"));
        say(tls, false, server, new Content.TlsChangeCipherSpec());
        return say(tls, false, server, tls(20, "finished"));
    }

    static Content tls(int type, String name) {
        return new Content.TlsHandshake(type, name, false, 0, Map.of());
    }

    static Content get(String target) {
        return new Content.HttpRequest("GET", target, "HTTP/1.1", Map.of());
    }

    static Content ok(int length) {
        return new Content.HttpResponse(
                200, "OK", "HTTP/1.1", Map.of("content-length", List.of("" + length)));
    }

    static Map<String, List<String>> spdy(String... pairs) {
        Map<String, List<String>> headers = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            headers.put(pairs[i], List.of(pairs[i + 1]));
        }
        return headers;
    }
}
