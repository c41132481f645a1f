package org.flowlab.node.role;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import org.flowlab.node.http1.Watchdog;
import org.jspecify.annotations.Nullable;

/// A tunnel through the proxy: its two ends, each a [TunnelEnd], and the watchdog that closes both
/// if nothing passes within the idle time. Used on the event loop only.
final class Tunnel {
    private static final int LINGER_MILLIS = 1_000;

    private final Channel client;
    private final int idleMillis;
    private final Watchdog watchdog;
    private @Nullable Channel origin;

    /// Makes the tunnel of a client's connection or SPDY stream, while the origin is being
    /// connected.
    Tunnel(Channel client, int idleMillis) {
        this.client = client;
        this.idleMillis = idleMillis;
        watchdog = new Watchdog(client.eventLoop(), idleMillis, this::end);
    }

    /// Adds the origin's end to a connection that is being made.
    void attach(Channel connecting) {
        connecting.pipeline().addLast(new TunnelEnd(client, watchdog, idleMillis));
    }

    /// Starts to relay.
    ///
    /// @param handler the handler in the client's pipeline that the tunnel's end replaces
    void begin(Channel connected, ChannelHandler handler) {
        origin = connected;
        client.pipeline()
                .replace(handler, "tunnel", new TunnelEnd(connected, watchdog, idleMillis));
        connected.config().setAutoRead(client.isWritable());
        client.config().setAutoRead(true);
    }

    /// Ends the tunnel, because the origin could not be reached.
    void forget() {
        watchdog.release();
    }

    private void end() {
        Channel far = origin;
        if (far != null) {
            HalfClose.afterWrites(far, LINGER_MILLIS);
        }
        HalfClose.afterWrites(client, LINGER_MILLIS);
    }
}
