package org.flowlab.node.role;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a TCP connection in good order: sends FIN, drops what still arrives, and closes the
/// socket at the peer's FIN or after a timeout. A socket that is closed at once would answer the
/// peer's last bytes with RST. This handler is the first of a pipeline.
final class Farewell extends ChannelDuplexHandler {
    private final int patienceMillis;
    private boolean leaving;
    private @Nullable Future<?> timer;

    Farewell(int patienceMillis) {
        this.patienceMillis = patienceMillis;
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!(ctx.channel() instanceof DuplexChannel socket)
                || !socket.isActive()
                || socket.isInputShutdown()
                || isAbrupt(socket)) {
            ctx.close(promise);
            return;
        }
        ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
        if (leaving) {
            return;
        }
        leaving = true;
        timer = ctx.executor().schedule(() -> ctx.close(), patienceMillis, TimeUnit.MILLISECONDS);
        socket.shutdownOutput()
                .addListener(
                        sent -> {
                            if (!sent.isSuccess()) {
                                ctx.close();
                            }
                        });
        ctx.channel().config().setAutoRead(true);
        ctx.read();
    }

    /// Whether the socket is to be closed with RST.
    private static boolean isAbrupt(Channel socket) {
        Integer linger = socket.config().getOption(ChannelOption.SO_LINGER);
        return linger != null && linger == 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (leaving) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (leaving && event instanceof ChannelInputShutdownEvent) {
            ctx.close();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (leaving) {
            ctx.close();
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
