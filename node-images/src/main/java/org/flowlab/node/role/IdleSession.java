package org.flowlab.node.role;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.spdy.SpdySession;

/// Ends a SPDY session on which nothing was sent or received for a while and no stream is open.
final class IdleSession extends IdleStateHandler {
    private final SpdySession session;

    private IdleSession(SpdySession session, int idleMillis) {
        super(0, 0, idleMillis, TimeUnit.MILLISECONDS);
        this.session = session;
    }

    /// Adds the timeout to a session that has just begun.
    static void watch(SpdySession session, int idleMillis) {
        ChannelPipeline pipeline = session.carrier().pipeline();
        String codec = pipeline.context(SpdyFrameCodec.class).name();
        pipeline.addBefore(codec, "idle", new IdleSession(session, idleMillis));
    }

    @Override
    protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent event) {
        if (session.openStreams() == 0) {
            session.closeWhenIdle();
        }
    }
}
