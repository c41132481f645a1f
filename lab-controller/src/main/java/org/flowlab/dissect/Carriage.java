package org.flowlab.dissect;

import org.jspecify.annotations.Nullable;

/// What carries a layer. With a protocol, it makes a [Conversation].
///
/// @param depth number of layers below
record Carriage(
        @Nullable Conversation carrier,
        int stream,
        String client,
        String server,
        String clientRandom,
        int depth) {

    /// The carriage of a layer directly above `carrier`.
    Carriage over(Conversation carrier) {
        return new Carriage(carrier, 0, client, server, carrier.clientRandom(), depth + 1);
    }

    /// Characters of a tunnel's target that are kept; no name and port is longer.
    private static final int MAX_TARGET = 300;

    /// The carriage of a tunnel through `carrier` to `target`.
    Carriage tunnel(Conversation carrier, int stream, String target) {
        String named =
                target.length() > MAX_TARGET ? target.substring(0, MAX_TARGET) + "…" : target;
        return new Carriage(carrier, stream, client, named, carrier.clientRandom(), depth + 1);
    }
}
