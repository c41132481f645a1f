package org.flowlab.dissect;

import org.jspecify.annotations.Nullable;

/// One TCP connection, as a [TcpReassembler] tells its listener about.
final class TcpConnection {
    private final int id;
    private final String client;
    private final String server;

    /// The listener's own.
    @Nullable Object attachment;

    TcpConnection(int id, String client, String server) {
        this.id = id;
        this.client = client;
        this.server = server;
    }

    /// Its number in the order of appearance, from 0.
    int id() {
        return id;
    }

    /// `a.b.c.d:port` or `[a:b::c]:port`: who sent the SYN; where none was seen, who seems to have.
    String client() {
        return client;
    }

    String server() {
        return server;
    }

    /// How the byte at `streamOffset` travelled: every sending of it so far. Later sendings are
    /// added to the returned passage until the byte is acknowledged.
    ///
    /// The arrival is that of the bytes being told, so ask during [TcpListener#data] (for any byte
    /// told then or not yet acknowledged).
    Passage passage(boolean fromClient, long streamOffset) {
        return new Passage(0);
    }
}
