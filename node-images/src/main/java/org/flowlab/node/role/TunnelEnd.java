package org.flowlab.node.role;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import org.flowlab.node.http1.Watchdog;

/// One end of a tunnel. It writes what it reads to the other end, no faster than that end accepts
/// it. When its input ends, it ends the output of the other end. A failure ends both.
final class TunnelEnd extends ChannelInboundHandlerAdapter {
    private final Channel peer;
    private final Watchdog watchdog;
    private final int idleMillis;
    private boolean inputEnded;
    private boolean failed;

    /// @param watchdog the tunnel's watchdog, reset when bytes pass
    /// @param idleMillis how long the other end may take to write the rest after this end is closed
    TunnelEnd(Channel peer, Watchdog watchdog, int idleMillis) {
        this.peer = peer;
        this.watchdog = watchdog;
        this.idleMillis = idleMillis;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf)) {
            ReferenceCountUtil.release(message);
            return;
        }
        watchdog.pat();
        peer.write(message)
                .addListener(
                        written -> {
                            if (!written.isSuccess()) {
                                HalfClose.abort(ctx.channel());
                            }
                        });
        if (!peer.isWritable()) {
            ctx.channel().config().setAutoRead(false);
            peer.flush();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        peer.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        watchdog.pat();
        peer.config().setAutoRead(ctx.channel().isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (Gate.isEnd(event) && !inputEnded && !failed) {
            inputEnded = true;
            if (event instanceof SslCloseCompletionEvent) {
                // BoringSSL has answered the close_notify with its own: nothing can be sent any
                // more.
                HalfClose.afterWrites(peer, idleMillis);
                ctx.close();
            } else {
                HalfClose.output(peer);
                HalfClose.closeIfShut(ctx.channel());
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        watchdog.release();
        if (inputEnded) {
            HalfClose.afterWrites(peer, idleMillis);
        } else {
            HalfClose.abort(peer);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // After a reset, epoll also reports an end of the input.
        failed = true;
        HalfClose.abort(peer);
        HalfClose.abort(ctx.channel());
    }
}
