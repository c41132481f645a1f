package org.flowlab.dissect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Messages that the layers report of a byte stream, which comes without TCP below. The arrival
/// time of a byte is its number in the order of bytes.
final class Heard {
    final List<Message> messages;
    final Dissection dissection;
    final Layer layer;
    private long heard;

    Heard() {
        this(Layers.Kind.UNDECIDED);
    }

    Heard(Layers.Kind kind) {
        this(kind, new ArrayList<>());
    }

    private Heard(Layers.Kind kind, List<Message> messages) {
        this(kind, new Dissection(messages::add), messages);
    }

    /// Makes another connection of the same dissection.
    Heard(Dissection dissection, List<Message> messages) {
        this(Layers.Kind.UNDECIDED, dissection, messages);
    }

    private Heard(Layers.Kind kind, Dissection dissection, List<Message> messages) {
        this.dissection = dissection;
        this.messages = messages;
        Carriage wire = new Carriage(null, 0, "198.18.0.1:40000", "198.18.0.2:443", "", 0);
        Teller tcp = dissection.teller(wire, Conversation.Protocol.TCP);
        layer = Layers.of(kind, dissection, wire.over(tcp.conversation()));
    }

    static Heard of(List<Said> talk, List<String> keys, int chunk) {
        Heard heard = new Heard();
        keys.forEach(heard.dissection::key);
        heard.hear(talk, chunk);
        heard.finish();
        return heard;
    }

    void hear(List<Said> talk, int chunk) {
        for (Said said : talk) {
            hear(said.fromClient(), said.bytes(), chunk);
        }
    }

    void hear(boolean fromClient, byte[] bytes, int chunk) {
        for (int at = 0; at < bytes.length; at += chunk) {
            int n = Math.min(chunk, bytes.length - at);
            // A buffer is valid only during the call, so it is overwritten afterwards.
            byte[] buffer = new byte[n + 7];
            System.arraycopy(bytes, at, buffer, 3, n);
            long first = heard;
            layer.bytes(fromClient, buffer, 3, n, i -> new Passage(first + i - 3));
            heard += n;
            Arrays.fill(buffer, (byte) 0xee);
        }
    }

    void end(boolean fromClient) {
        layer.end(fromClient, new Passage(heard));
    }

    /// Ends the connection by a reset, without an end of its directions.
    void over() {
        layer.close(true);
        dissection.giveUpWaiting();
    }

    /// Ends the capture while the connection is open.
    void finish() {
        layer.close(false);
        dissection.giveUpWaiting();
    }

    Stream<Message> of(Conversation.Protocol protocol) {
        return messages.stream().filter(m -> m.conversation().protocol() == protocol);
    }

    <C extends Content> List<C> contents(Class<C> kind) {
        return messages.stream()
                .map(Message::content)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /// The messages in order, as `> client_hello`, `< 200` and so on.
    List<String> lines() {
        return messages.stream().map(Heard::line).toList();
    }

    static String line(Message message) {
        return (message.fromClient() ? "> " : "< ") + shown(message.content());
    }

    private static String shown(Content content) {
        return switch (content) {
            case Content.TlsHandshake m -> m.name();
            case Content.TlsChangeCipherSpec m -> "ccs";
            case Content.TlsAlert m -> m.name();
            case Content.Opaque m -> "opaque " + m.bytes() + ": " + m.why().text();
            case Content.TlsUnread m -> "unread " + m.recordType();
            case Content.HttpRequest m -> m.method() + " " + m.target();
            case Content.HttpResponse m -> Integer.toString(m.status());
            case Content.HttpBody m -> "body " + m.bytes() + (m.last() ? " last" : "");
            case Content.SpdySynStream m ->
                    "SYN_STREAM " + m.streamId() + " " + m.headers().get(":method");
            case Content.SpdySynReply m ->
                    "SYN_REPLY " + m.streamId() + " " + m.headers().get(":status");
            case Content.SpdyData m ->
                    "DATA " + m.streamId() + " " + m.bytes() + (m.fin() ? " fin" : "");
            default -> content.toString();
        };
    }
}
