package org.flowlab.dissect;

import org.jspecify.annotations.Nullable;

/// Two parties that speak one protocol over one carrier. Conversations nest: TCP carries TLS, which
/// carries SPDY; stream 1 of that (a CONNECT) carries TLS, which carries HTTP/1.1.
///
/// @param id unique in one dissection, in order of appearance
/// @param carrier the conversation below; null for TCP
/// @param carrierStream the carrier's SPDY stream; 0 if there is none
/// @param client the party that opened it, `a.b.c.d:port`
/// @param server the other party: `a.b.c.d:port`, or in a tunnel the target that the CONNECT named
/// @param clientRandom the client random of the innermost TLS session around it, 64 hex digits;
///   empty if there is none. Two views of one session (in a tunnel, and behind the proxy) have the
///   same.
public record Conversation(
        int id,
        @Nullable Conversation carrier,
        int carrierStream,
        Protocol protocol,
        String client,
        String server,
        String clientRandom) {

    public enum Protocol {
        TCP,
        TLS,
        HTTP1,
        SPDY,
        UNKNOWN
    }

    /// The number of tunnels around it: 0 on the wire, 1 inside a CONNECT.
    public int tunnels() {
        int count = 0;
        for (Conversation c = this; c.carrier != null; c = c.carrier) {
            if (c.carrier.protocol == Protocol.HTTP1 || c.carrier.protocol == Protocol.SPDY) {
                count++;
            }
        }
        return count;
    }

    /// The TCP connection at the bottom.
    public Conversation root() {
        Conversation c = this;
        while (c.carrier != null) {
            c = c.carrier;
        }
        return c;
    }
}
