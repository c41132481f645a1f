package org.flowlab.node.role;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.spdy.SpdySession;

/// Ends a SPDY session on which nothing was sent or received for a while and no stream is open.
final class IdleSession extends IdleStateHandler {
    private final SpdySession session;

    IdleSession(SpdySession session, int idleMillis) {
        super(0, 0, idleMillis, TimeUnit.MILLISECONDS);
        this.session = session;
    }

    @Override
    protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent event) {
        if (session.openStreams() == 0) {
            session.closeWhenIdle();
        }
    }
}
