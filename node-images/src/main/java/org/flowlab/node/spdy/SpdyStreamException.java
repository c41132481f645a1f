package org.flowlab.node.spdy;

import io.netty.handler.codec.spdy.SpdyStreamStatus;
import java.io.IOException;

/// The error that ends a SPDY stream early (SPDY/3.1 §2.4.2).
public final class SpdyStreamException extends IOException {
    private final transient SpdyStreamStatus status;
    private final boolean byPeer;

    SpdyStreamException(int streamId, SpdyStreamStatus status, boolean byPeer, String reason) {
        super("SPDY stream " + streamId + ": " + reason + " (" + status + ")");
        this.status = status;
        this.byPeer = byPeer;
    }

    public SpdyStreamStatus status() {
        return status;
    }

    /// Whether the peer ended the stream, rather than this side.
    public boolean byPeer() {
        return byPeer;
    }

    /// Whether the peer refused the stream without processing it, so that its request may be sent
    /// again.
    public boolean refused() {
        return byPeer && status.equals(SpdyStreamStatus.REFUSED_STREAM);
    }
}
