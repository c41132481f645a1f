package org.flowlab.observe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.flowlab.dissect.Content;
import org.flowlab.dissect.Message;
import org.flowlab.flow.Sighting.Kind;
import org.flowlab.flow.Spoken;
import org.flowlab.wire.tcp.TcpFlags;

/// Finds the messages of one conversation that complete what may be a step. Session tickets,
/// SETTINGS, PING, WINDOW_UPDATE, GOAWAY, closings and interim (1xx) responses are not steps.
final class Moments {
    private Moments() {}

    /// @param messages of one conversation, both directions
    static List<Moment> of(List<Message> messages) {
        List<Message> client = direction(messages, true);
        List<Message> server = direction(messages, false);
        List<Moment> moments = new ArrayList<>();
        if (messages.isEmpty()) {
            return moments;
        }
        switch (messages.getFirst().conversation().protocol()) {
            case TCP -> messages.forEach(m -> addTcp(m, moments));
            case TLS -> {
                TlsMoments.client(client, moments);
                TlsMoments.server(server, moments);
            }
            case HTTP1 -> new HttpMoments(moments).add(client, server);
            case SPDY -> new SpdyMoments(moments).add(client, server);
            case UNKNOWN -> {}
        }
        messages.forEach(m -> addUnread(m, moments));
        return moments;
    }

    private static List<Message> direction(List<Message> messages, boolean fromClient) {
        return messages.stream()
                .filter(m -> m.fromClient() == fromClient)
                .sorted(Comparator.comparingInt(Message::ordinal))
                .toList();
    }

    private static void addTcp(Message message, List<Moment> to) {
        switch (message.content()) {
            case Content.Syn s -> to.add(step(Kind.SYN, message));
            case Content.SynAck s -> to.add(step(Kind.SYN_ACK, message));
            case Content.Ack a -> to.add(step(Kind.ACK, message));
            case Content.TcpIgnored i -> to.add(new Moment(Kind.IGNORED, ignored(i), message));
            default -> {}
        }
    }

    /// Adds an unread message. Unread records of type 20 (Change Cipher Spec) and 21 (alert) are
    /// left out: they hold no step.
    private static void addUnread(Message message, List<Moment> to) {
        switch (message.content()) {
            case Content.TlsUnread u when u.recordType() >= 22 ->
                    to.add(
                            unread(
                                    message,
                                    new Spoken.Sealed(
                                            u.bytes(), Moment.printable(u.why().text()))));
            case Content.Opaque o ->
                    to.add(
                            unread(
                                    message,
                                    new Spoken.Opaque(
                                            o.bytes(), Moment.printable(o.why().text()))));
            case Content.Malformed m -> to.add(unread(message, malformed(m)));
            default -> {}
        }
    }

    private static Spoken ignored(Content.TcpIgnored i) {
        String bytes = i.bytes() == 0 ? "" : " with " + i.bytes() + " bytes";
        return new Spoken.Ignored(TcpFlags.names(i.flags()) + bytes, i.why().text());
    }

    private static Spoken malformed(Content.Malformed m) {
        return new Spoken.Malformed(m.layer(), Moment.printable(m.reason()));
    }

    private static Moment unread(Message message, Spoken spoken) {
        return new Moment(Kind.UNREAD, spoken, message);
    }

    /// The moment of a TCP or TLS step.
    static Moment step(Kind kind, Message message) {
        return new Moment(kind, new Spoken.Handshake(kind), message);
    }
}
