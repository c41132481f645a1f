package org.flowlab.observe;

import java.util.List;
import java.util.Set;
import org.flowlab.dissect.Content;
import org.flowlab.dissect.Conversation;
import org.flowlab.dissect.Message;
import org.flowlab.flow.Tls;
import org.flowlab.flow.Variant;

/// What a client and its servers agreed on, as seen on the wire.
public final class Observed {
    private static final int SERVER_HELLO = 2;
    private static final int TLS_1_2 = 0x0303;
    private static final int TLS_1_3 = 0x0304;

    private Observed() {}

    /// The variant that was negotiated with a client other than the lab's own.
    ///
    /// @param clientAddresses dotted IPv4 addresses
    /// @return `asked`, with the negotiated TLS versions if they can be seen
    public static Variant variant(
            Variant asked, List<Message> messages, Set<String> clientAddresses) {
        Tls outer = asked.outer();
        Tls inner = asked.inner();
        for (Message message : messages.reversed()) { // the first hello overwrites later ones
            if (message.content() instanceof Content.TlsHandshake h
                    && h.type() == SERVER_HELLO
                    && !h.isHelloRetryRequest()) {
                Tls agreed = new Tls(version(h, asked.outer().version()), false);
                if (isOuter(message, clientAddresses)) {
                    outer = agreed;
                } else {
                    inner = agreed;
                }
            }
        }
        Variant agreed = new Variant(asked.reuse(), asked.warmOrigin(), outer, inner);
        return retried(agreed, messages, clientAddresses);
    }

    /// Adds the retries that the servers asked for, with any client.
    ///
    /// @param messages of this trial only
    /// @return `asked`, with a retry in each session in which the server sent a Hello Retry Request
    public static Variant retried(
            Variant asked, List<Message> messages, Set<String> clientAddresses) {
        Tls outer = asked.outer();
        Tls inner = asked.inner();
        for (Message message : messages) {
            if (message.content() instanceof Content.TlsHandshake h && h.isHelloRetryRequest()) {
                if (isOuter(message, clientAddresses)) {
                    outer = outer.withRetry();
                } else {
                    inner = inner.withRetry();
                }
            }
        }
        return new Variant(asked.reuse(), asked.warmOrigin(), outer, inner);
    }

    /// Whether the message belongs to the outer session, which the client opens first.
    private static boolean isOuter(Message message, Set<String> clientAddresses) {
        Conversation c = message.conversation();
        return c.tunnels() == 0 && isFrom(c.root(), clientAddresses);
    }

    private static boolean isFrom(Conversation tcp, Set<String> addresses) {
        String client = tcp.client();
        int colon = client.lastIndexOf(':');
        return addresses.contains(colon < 0 ? client : client.substring(0, colon));
    }

    private static Tls.Version version(Content.TlsHandshake hello, Tls.Version otherwise) {
        return switch (hello.version()) {
            case TLS_1_2 -> Tls.Version.TLS_1_2;
            case TLS_1_3 -> Tls.Version.TLS_1_3;
            default -> otherwise; // one that the lab has no flows for
        };
    }
}
