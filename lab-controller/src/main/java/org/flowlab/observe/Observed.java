package org.flowlab.observe;

import java.util.List;
import java.util.Set;
import org.flowlab.dissect.Content;
import org.flowlab.dissect.Conversation;
import org.flowlab.dissect.Message;
import org.flowlab.flow.Tls;
import org.flowlab.flow.Variant;

/// What a client that is not ours agreed on with its servers, as the wire showed it.
public final class Observed {
    private static final int SERVER_HELLO = 2;

    private Observed() {}

    /// @param clientAddresses dotted
    /// @return `asked`, with the TLS versions that were negotiated where they can be seen
    public static Variant variant(
            Variant asked, List<Message> messages, Set<String> clientAddresses) {
        Tls outer = asked.outer();
        Tls inner = asked.inner();
        for (Message message : messages.reversed()) { // the first one counts: it comes last
            if (message.content() instanceof Content.TlsHandshake h && h.type() == SERVER_HELLO) {
                Tls agreed = new Tls(version(h, asked.outer().version()), false);
                Conversation c = message.conversation();
                if (c.tunnels() == 0 && isFrom(c.root(), clientAddresses)) {
                    outer = agreed;
                } else {
                    inner = agreed;
                }
            }
        }
        return new Variant(asked.reuse(), asked.warmOrigin(), outer, inner);
    }

    private static boolean isFrom(Conversation tcp, Set<String> addresses) {
        String client = tcp.client();
        int colon = client.lastIndexOf(':');
        return addresses.contains(colon < 0 ? client : client.substring(0, colon));
    }

    private static Tls.Version version(Content.TlsHandshake hello, Tls.Version otherwise) {
        String said = hello.details().getOrDefault("version", "");
        for (Tls.Version version : Tls.Version.values()) {
            if (said.endsWith(version.id())) {
                return version;
            }
        }
        return otherwise;
    }
}
