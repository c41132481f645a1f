package org.flowlab.node.role;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;

/// Reports the peer's close_notify when it really arrived. Once this side has sent its own, Netty
/// reports the next record, whatever it is, as the peer's close_notify; only the engine knows when
/// the real one came. Stands right after TLS.
final class PeersClose extends ChannelInboundHandlerAdapter {
    private final SslHandler tls;
    private boolean falselyTold;

    PeersClose(SslHandler tls) {
        this.tls = tls;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent && !tls.engine().isInboundDone()) {
            falselyTold = true;
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (falselyTold && tls.engine().isInboundDone()) {
            falselyTold = false;
            ctx.fireUserEventTriggered(SslCloseCompletionEvent.SUCCESS);
        }
        ctx.fireChannelReadComplete();
    }
}
