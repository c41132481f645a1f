package org.flowlab.observe;

import java.util.List;
import org.flowlab.dissect.Content;
import org.flowlab.dissect.Message;
import org.flowlab.flow.Sighting.Kind;
import org.jspecify.annotations.Nullable;

/// Steps of a TLS handshake (RFC 5246 §7.4, RFC 8446 §4).
final class TlsMoments {
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int SERVER_HELLO_DONE = 14;
    private static final int CLIENT_KEY_EXCHANGE = 16;
    private static final int FINISHED = 20;

    /// The type of the records in which TLS 1.2 and older encrypt handshake messages. TLS 1.3 uses
    /// another.
    private static final int HANDSHAKE_RECORD = 22;

    private TlsMoments() {}

    static void client(List<Message> messages, List<Moment> to) {
        for (Message message : messages) {
            if (message.content() instanceof Content.TlsHandshake h) {
                switch (h.type()) {
                    case CLIENT_HELLO ->
                            to.add(
                                    Moments.step(
                                            h.isSecondClientHello()
                                                    ? Kind.SECOND_CLIENT_HELLO
                                                    : Kind.CLIENT_HELLO,
                                            message));
                    case CLIENT_KEY_EXCHANGE ->
                            to.add(Moments.step(Kind.CLIENT_KEY_EXCHANGE, message));
                    case FINISHED -> to.add(Moments.step(Kind.CLIENT_FINISHED, message));
                    default -> {}
                }
            }
        }
    }

    /// Adds the server's steps. The flight that a Server Hello opens ends with Server Hello Done;
    /// without one, it ends with the last message before the server's Finished.
    static void server(List<Message> messages, List<Moment> to) {
        @Nullable Message flight = null;
        for (Message message : messages) {
            switch (part(message.content())) {
                case OPENS -> flight = message;
                case GOES_ON -> flight = flight == null ? null : message;
                case LAST -> {
                    if (flight != null) {
                        to.add(hello(message));
                    }
                    flight = null;
                }
                case FOLLOWS -> {
                    if (flight != null) {
                        to.add(hello(flight));
                    }
                    flight = null;
                }
                case HIDES -> flight = null;
                case OTHER -> {}
            }
            if (message.content() instanceof Content.TlsHandshake h && h.isHelloRetryRequest()) {
                to.add(Moments.step(Kind.HELLO_RETRY_REQUEST, message));
            }
            if (type(message.content()) == FINISHED) {
                to.add(Moments.step(Kind.SERVER_FINISHED, message));
            }
        }
    }

    /// The role of a server's message in the flight that its Server Hello opens.
    private enum Part {
        OPENS,
        GOES_ON,
        LAST,
        /// The flight ended with the message before this one.
        FOLLOWS,
        /// The flight goes on in messages that cannot be read.
        HIDES,
        OTHER
    }

    private static Part part(Content content) {
        return switch (content) {
            case Content.TlsHandshake h when h.isHelloRetryRequest() -> Part.OTHER;
            case Content.TlsHandshake h ->
                    switch (h.type()) {
                        case SERVER_HELLO -> Part.OPENS;
                        case SERVER_HELLO_DONE -> Part.LAST;
                        case FINISHED -> Part.FOLLOWS;
                        default -> Part.GOES_ON;
                    };
            case Content.TlsChangeCipherSpec c -> Part.GOES_ON;
            // Type 22: the Finished of a resumed TLS 1.2 session. Others: TLS 1.3's encrypted
            // extensions.
            case Content.TlsUnread u ->
                    u.recordType() == HANDSHAKE_RECORD ? Part.FOLLOWS : Part.HIDES;
            default -> Part.OTHER;
        };
    }

    private static int type(Content content) {
        return content instanceof Content.TlsHandshake h ? h.type() : 0;
    }

    private static Moment hello(Message message) {
        return Moments.step(Kind.SERVER_HELLO, message);
    }
}
