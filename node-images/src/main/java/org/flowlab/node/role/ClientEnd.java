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

/// A proxy's end of a client's HTTP/1.1 connection, or of one SPDY stream. It handles one request
/// after another, each in an [Exchange] of its own. After a request it keeps or closes the
/// connection, or becomes one end of a tunnel. It reads only what it can pass on.
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

    /// The exchange of the current request; null if there is none.
    private @Nullable Exchange current;

    private boolean keepAlive;
    private boolean inputEnded;
    private boolean takingNext;

    /// Whether it has become a tunnel or has closed.
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

    /// Whether the current request was read to its end, so that the next message belongs to the
    /// next request.
    private boolean isBusy() {
        return current != null && current.hasWholeRequest();
    }

    /// Whether the next request must wait. It waits until the one before is done, and until the
    /// client has read its answers: a few bytes of requests can cause many answers by the proxy
    /// itself.
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

    /// Turns reading on or off. Nothing is read while a request that the client sent early is
    /// waiting.
    void read(boolean on) {
        channel().config().setAutoRead(on && next.isEmpty());
    }

    /// Resets the idle timeout, because bytes came from the client or for it.
    void pat() {
        if (watchdog != null) {
            watchdog.pat();
        }
    }

    ChannelFuture write(HttpObject part) {
        return context().write(part);
    }

    /// Writes an interim response past the codec, which would count it as the answer.
    void writeInterim(ByteBuf head) {
        channel().pipeline().context(codec).writeAndFlush(head);
    }

    void flush() {
        context().flush();
    }

    /// Makes this exchange the last one of the connection.
    void forbidReuse() {
        keepAlive = false;
    }

    /// Whether the connection will be used again. In HTTP/1.1 the answer's `Connection` header says
    /// so.
    boolean isReusable() {
        return keepAlive;
    }

    boolean hasInputEnded() {
        return inputEnded;
    }

    /// Ends an exchange that has its answer. The rest of its request is dropped.
    void answered(Exchange exchange) {
        read(true);
        if (current != exchange) {
            return; // Turning reading on has ended it.
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

    /// Ends an exchange whose request and answer are complete.
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

    /// Answers a CONNECT whose origin is connected, and becomes the client's end of the tunnel.
    void becomeTunnel(Tunnel tunnel, Channel origin) {
        context().writeAndFlush(new DefaultHttpResponse(HttpVersion.HTTP_1_1, ESTABLISHED));
        over = true;
        current = null;
        channel().pipeline().remove(codec);
        tunnel.begin(origin, this);
    }

    // ── ending ──

    /// Ends the exchange or the connection, because nothing happened within the idle time.
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

    /// Cuts an answer short in a way that the client notices.
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
