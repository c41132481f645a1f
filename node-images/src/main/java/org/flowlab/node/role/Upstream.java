package org.flowlab.node.role;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// A proxy's connection to an origin, used by one exchange after another.
final class Upstream extends ChannelInboundHandlerAdapter {
    private @Nullable Relay user;
    private @Nullable Channel channel;
    private boolean reused;

    Upstream(Relay user) {
        this.user = user;
    }

    Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not connected");
        }
        return channel;
    }

    /// Whether the connection served an earlier exchange, so that the origin may have closed it
    /// since.
    boolean isReused() {
        return reused;
    }

    void serve(Relay next) {
        reused = true;
        user = next;
        channel().config().setAutoRead(true);
    }

    /// Leaves the relay. Anything that arrives after this closes the connection.
    void idle() {
        user = null;
        channel().config().setAutoRead(true);
    }

    void abort() {
        user = null;
        HalfClose.abort(channel());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Relay of = user;
        if (of != null && message instanceof HttpObject part) {
            of.fromOrigin(part);
        } else {
            ReferenceCountUtil.release(message);
            ctx.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (user != null) {
            user.flushToClient();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (user != null) {
            user.originWritable(ctx.channel().isWritable());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            lost(ctx, new IOException("closed by the origin before the response was complete"));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lost(ctx, new ClosedChannelException());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        lost(ctx, cause);
    }

    private void lost(ChannelHandlerContext ctx, Throwable cause) {
        Relay of = user;
        user = null;
        ctx.close();
        if (of != null) {
            of.originLost(cause);
        }
    }
}
