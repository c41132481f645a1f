package org.flowlab.dissect;

import org.jspecify.annotations.Nullable;

/// What carries a layer: what its conversation is made of, save the protocol.
///
/// @param depth layers below
record Carriage(
        @Nullable Conversation carrier,
        int stream,
        String client,
        String server,
        String clientRandom,
        int depth) {

    /// What `carrier`, which this carries, carries itself.
    Carriage over(Conversation carrier) {
        return new Carriage(carrier, 0, client, server, carrier.clientRandom(), depth + 1);
    }

    /// Longer than any name and port.
    private static final int MAX_TARGET = 300;

    /// A tunnel through `carrier` to `target`.
    Carriage tunnel(Conversation carrier, int stream, String target) {
        String named =
                target.length() > MAX_TARGET ? target.substring(0, MAX_TARGET) + "…" : target;
        return new Carriage(carrier, stream, client, named, carrier.clientRandom(), depth + 1);
    }
}
