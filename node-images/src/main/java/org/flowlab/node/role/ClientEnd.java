package org.flowlab.node.role;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.http1.Watchdog;
import org.jspecify.annotations.Nullable;

/// A proxy's end of a client's HTTP/1.1 connection, or of one SPDY stream: takes request after
/// request, each through an [Exchange] of its own, keeps the connection or closes it between them,
/// or becomes one end of a tunnel. It reads only what it can pass on.
final class ClientEnd extends ChannelInboundHandlerAdapter {
    private static final HttpResponseStatus ESTABLISHED =
            new HttpResponseStatus(200, "Connection Established");
    private static final int LINGER_MILLIS = 1_000;

    private final ProxyNode proxy;
    private final ChannelHandler codec;
    private final boolean spdy;
    private final ArrayDeque<Object> next = new ArrayDeque<>();

    private @Nullable ChannelHandlerContext ctx;
    private @Nullable Watchdog watchdog;

    /// Null while it waits for a request, and once it is over.
    private @Nullable Exchange current;

    private boolean keepAlive;
    private boolean inputEnded;
    private boolean takingNext;

    /// It has become a tunnel, or has closed.
    private boolean over;

    /// @param codec the decoder of the client's bytes; removed when a tunnel begins
    ClientEnd(ProxyNode proxy, ChannelHandler codec) {
        this.proxy = proxy;
        this.codec = codec;
        this.spdy = !(codec instanceof HttpServerCodec);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        watchdog = newWatchdog();
    }

    private Watchdog newWatchdog() {
        return new Watchdog(proxy.loop.eventLoop(), proxy.limits.idleMillis(), this::stalled);
    }

    private ChannelHandlerContext context() {
        if (ctx == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return ctx;
    }

    Channel channel() {
        return context().channel();
    }

    boolean isSpdy() {
        return spdy;
    }

    // ── requests ──

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        pat();
        if (mustWait() || !next.isEmpty()) {
            next.add(message);
            read(false);
        } else {
            take(message);
        }
    }

    /// Whether what comes now is the next request.
    private boolean isBusy() {
        return current != null && current.hasWholeRequest();
    }

    /// The next request waits until the one before is done and until the client has read its
    /// answers: a few bytes of requests can cause many answers of the proxy's own.
    private boolean mustWait() {
        return isBusy() || (current == null && !spdy && !channel().isWritable());
    }

    private void take(Object message) {
        switch (message) {
            case HttpRequest head when current == null && !over -> begin(head);
            case HttpContent content when current != null -> current.body(content);
            default -> ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest head) {
        keepAlive = !spdy && HttpUtil.isKeepAlive(head);
        Exchange exchange = new Exchange(this, proxy, head);
        current = exchange;
        exchange.begin();
    }

    private void takeNext() {
        if (takingNext) {
            return;
        }
        takingNext = true;
        while (!next.isEmpty() && !mustWait()) {
            take(next.remove());
        }
        takingNext = false;
        if (current == null && !over) {
            read(true);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (current != null) {
            current.flushToOrigin();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        pat();
        if (current != null) {
            current.clientWritable(context.channel().isWritable());
        } else if (context.channel().isWritable()) {
            takeNext();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (Gate.isEnd(event) && !inputEnded) {
            inputEnded = true;
            if (event instanceof SslCloseCompletionEvent) {
                context.close();
            } else {
                keepAlive = false;
                if (!over && !isBusy()) {
                    close(proxy.limits.idleMillis());
                }
            }
        }
        context.fireUserEventTriggered(event);
    }

    // ── for the exchange ──

    /// Turns reading on or off. A client that sent the next request early is read no further.
    void read(boolean on) {
        channel().config().setAutoRead(on && next.isEmpty());
    }

    /// Bytes have come from the client or for it.
    void pat() {
        if (watchdog != null) {
            watchdog.pat();
        }
    }

    ChannelFuture write(HttpObject part) {
        return context().write(part);
    }

    /// Writes an interim response without the codec, which would count it as the answer.
    void writeInterim(ByteBuf head) {
        channel().pipeline().context(codec).writeAndFlush(head);
    }

    void flush() {
        context().flush();
    }

    /// The connection is not to be used again.
    void forbidReuse() {
        keepAlive = false;
    }

    /// Whether the connection will be used again; a client of HTTP/1.1 is told by `Connection`.
    boolean isReusable() {
        return keepAlive;
    }

    boolean hasInputEnded() {
        return inputEnded;
    }

    /// The exchange has its answer. The rest of its request is dropped.
    void answered(Exchange exchange) {
        read(true);
        if (current != exchange) {
            return; // It was read to its end just now.
        }
        if (exchange.hasWholeRequest()) {
            finished();
        } else if (!keepAlive && !spdy) {
            // Closing with unread bytes would send a RST, which may overtake the answer.
            HalfClose.output(channel());
            proxy.loop
                    .eventLoop()
                    .schedule(
                            () -> close(proxy.limits.idleMillis()),
                            LINGER_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    /// The exchange is complete in both directions.
    void finished() {
        if (spdy) {
            return;
        }
        if (keepAlive && !inputEnded) {
            current = null;
            takeNext();
        } else {
            close(proxy.limits.idleMillis());
        }
    }

    /// The origin of a CONNECT has been reached.
    void becomeTunnel(Tunnel tunnel, Channel origin) {
        context().writeAndFlush(new DefaultHttpResponse(HttpVersion.HTTP_1_1, ESTABLISHED));
        over = true;
        current = null;
        channel().pipeline().remove(codec);
        tunnel.begin(origin, this);
    }

    // ── ending ──

    /// Nothing happened within the idle time.
    private void stalled() {
        watchdog = null;
        if (current != null && current.isUnderWay()) {
            watchdog = newWatchdog();
            keepAlive = false;
            current.stalled();
        } else if (!over) {
            close(LINGER_MILLIS);
        }
    }

    private void close(int withinMillis) {
        end();
        HalfClose.afterWrites(channel(), withinMillis);
    }

    /// Cuts an answer short, so that the client can tell.
    void abort() {
        end();
        HalfClose.abort(channel());
    }

    private void end() {
        over = true;
        next.forEach(ReferenceCountUtil::release);
        next.clear();
        Exchange open = current;
        current = null;
        if (open != null) {
            open.abandon();
        }
        unwatch();
    }

    private void unwatch() {
        if (watchdog != null) {
            watchdog.release();
            watchdog = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        abort();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        unwatch();
    }
}
