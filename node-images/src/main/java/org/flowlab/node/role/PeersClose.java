package org.flowlab.node.role;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;

/// Reports the peer's close_notify when it has really arrived. After this side has sent its own
/// close_notify, Netty reports the next record of any kind as the peer's; only the engine knows
/// when the real one came. This handler is right after TLS in the pipeline.
final class PeersClose extends ChannelInboundHandlerAdapter {
    private final SslHandler tls;
    private boolean falselyReported;

    PeersClose(SslHandler tls) {
        this.tls = tls;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent && !tls.engine().isInboundDone()) {
            falselyReported = true;
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (falselyReported && tls.engine().isInboundDone()) {
            falselyReported = false;
            ctx.fireUserEventTriggered(SslCloseCompletionEvent.SUCCESS);
        }
        ctx.fireChannelReadComplete();
    }
}
