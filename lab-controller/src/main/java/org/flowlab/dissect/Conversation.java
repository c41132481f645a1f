package org.flowlab.dissect;

import org.jspecify.annotations.Nullable;

/// Two parties that speak one protocol over one carrier. Conversations nest: TCP carries TLS
/// carries SPDY, whose stream 1 (a CONNECT) carries TLS carries HTTP/1.1.
///
/// @param id unique in one dissection, in order of appearance
/// @param carrier what carries it; null for TCP
/// @param carrierStream the SPDY stream of the carrier that carries it, 0 otherwise
/// @param client who opened it, `a.b.c.d:port`
/// @param server the other party: `a.b.c.d:port`, or what the CONNECT named where it runs in a
///   tunnel
/// @param clientRandom the client random of the innermost TLS session that this belongs to, 64 hex
///   digits; empty if there is none. Two views of one session (in a tunnel, and behind the proxy)
///   share it.
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

    /// How many tunnels it runs in: 0 on the wire, 1 inside a CONNECT.
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
