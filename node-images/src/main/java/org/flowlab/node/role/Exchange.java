package org.flowlab.node.role;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.http1.Http1;
import org.flowlab.node.http1.Watchdog;
import org.jspecify.annotations.Nullable;

/// A proxy's end of a client's HTTP/1.1 connection, or of one SPDY stream: takes request after
/// request to its origin and brings the responses, or becomes one end of a tunnel. It reads only
/// what it can pass on.
final class Exchange extends ChannelInboundHandlerAdapter {
    private static final HttpResponseStatus ESTABLISHED =
            new HttpResponseStatus(200, "Connection Established");
    private static final int LINGER_MILLIS = 1_000;

    private final ProxyNode proxy;
    private final ChannelHandler codec;
    private final boolean spdy;

    private @Nullable ChannelHandlerContext ctx;
    private @Nullable Watchdog watchdog;

    private enum State {
        /// Waits for a request.
        IDLE,
        /// Connects to the origin.
        CONNECTING,
        /// Passes on the request and the response.
        RELAYING,
        /// Has answered; what is left of the request goes nowhere.
        ANSWERED,
        /// Has become a tunnel, or has closed.
        OVER
    }

    private final ArrayDeque<Object> next = new ArrayDeque<>();
    private State state = State.IDLE;
    private @Nullable HttpRequest request;
    private @Nullable Destination destination;
    private @Nullable Upstream upstream;
    private boolean requestEnded;
    private boolean bodySent;
    private boolean retried;
    private boolean interim;
    private boolean responseStarted;
    private boolean keepAlive;
    private boolean originKeepsAlive;
    private boolean inputEnded;
    private boolean takingNext;

    /// @param codec what makes HTTP messages of the client's bytes; goes when a tunnel begins
    Exchange(ProxyNode proxy, ChannelHandler codec) {
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

    private ChannelHandlerContext client() {
        if (ctx == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return ctx;
    }

    private void pat() {
        if (watchdog != null) {
            watchdog.pat();
        }
    }

    // ── the client's side ──

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        pat();
        if (isBusy() || !next.isEmpty()) {
            next.add(message);
            readClient(false);
        } else {
            take(message);
        }
    }

    /// Whether what comes now is the next request.
    private boolean isBusy() {
        return requestEnded && state != State.IDLE && state != State.OVER;
    }

    /// A client that sends the next request early is still read, so that its leaving is seen; but
    /// no further than that request.
    private void readClient(boolean on) {
        client().channel().config().setAutoRead(on && next.isEmpty());
    }

    private void takeNext() {
        if (takingNext) {
            return;
        }
        takingNext = true;
        while (!next.isEmpty() && !isBusy()) {
            take(next.remove());
        }
        takingNext = false;
        if (state == State.IDLE) {
            readClient(true);
        }
    }

    private void take(Object message) {
        switch (message) {
            case HttpRequest head when state == State.IDLE -> begin(head);
            case HttpContent content -> body(content);
            default -> ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest head) {
        request = head;
        destination = null;
        requestEnded = false;
        bodySent = false;
        retried = false;
        interim = false;
        responseStarted = false;
        keepAlive = !spdy && HttpUtil.isKeepAlive(head);
        if (head.decoderResult().isFailure()) {
            refuseUnreadable(head.decoderResult().cause());
            return;
        }
        try {
            Destination to = Destination.of(head);
            Framing.check(head);
            destination = to;
            go(head, to, proxy.hosts.resolve(to.host(), to.port()));
        } catch (Destination.BadRequest e) {
            answer(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (UnknownHostException e) {
            answer(HttpResponseStatus.FORBIDDEN, String.valueOf(e.getMessage()));
        }
    }

    private void refuseUnreadable(Throwable cause) {
        keepAlive = false;
        requestEnded = true;
        HttpResponseStatus status = OwnWords.ofUnreadable(cause);
        answer(
                status,
                status.equals(HttpResponseStatus.BAD_REQUEST)
                        ? String.valueOf(cause.getMessage())
                        : "more than " + proxy.limits.headerBytes() + " bytes");
    }

    private void go(HttpRequest head, Destination to, InetSocketAddress address) {
        state = State.CONNECTING;
        readClient(false);
        boolean tunnel = head.method().equals(HttpMethod.CONNECT);
        Upstream idle = tunnel || retried ? null : proxy.pool().take(to.authority());
        if (idle != null) {
            idle.serve(this);
            send(idle);
            return;
        }
        if (!proxy.hasRoom()) {
            answer(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many connections to origins");
            return;
        }
        if (tunnel) {
            openTunnel(address);
        } else {
            openUpstream(address);
        }
    }

    private void openUpstream(InetSocketAddress address) {
        Upstream fresh = new Upstream(this);
        proxy.connect(
                        address,
                        channel -> channel.pipeline().addLast(Http1.client(proxy.limits), fresh))
                .addListener(
                        (Future<Channel> done) -> {
                            if (!done.isSuccess()) {
                                connectFailed(done.cause());
                            } else if (state == State.CONNECTING) {
                                send(fresh);
                            } else {
                                done.getNow().close();
                            }
                        });
    }

    private void connectFailed(Throwable cause) {
        if (state == State.CONNECTING) {
            answer(
                    cause instanceof ConnectTimeoutException
                            ? HttpResponseStatus.GATEWAY_TIMEOUT
                            : HttpResponseStatus.BAD_GATEWAY,
                    "connect to " + authority() + ": " + Reasons.of(cause));
        }
    }

    private String authority() {
        return destination == null ? "the origin" : destination.authority();
    }

    private void send(Upstream to) {
        HttpRequest head = request;
        Destination where = destination;
        if (head == null || where == null) {
            throw new IllegalStateException("no request");
        }
        upstream = to;
        state = State.RELAYING;
        to.channel()
                .write(
                        Forwarding.request(
                                head, where, proxy.spec.reuseOrigin(), spdy, proxy.spec.name()));
        if (requestEnded) {
            to.channel().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        } else {
            to.channel().flush();
        }
        readClient(true);
    }

    private void body(HttpContent content) {
        Upstream to = upstream;
        boolean last = content instanceof LastHttpContent;
        requestEnded |= last;
        if (state != State.RELAYING || to == null) {
            content.release();
            if (last && state == State.ANSWERED) {
                finish();
            }
            return;
        }
        if (content.decoderResult().isFailure()) {
            content.release();
            to.abort();
            keepAlive = false;
            fail(HttpResponseStatus.BAD_REQUEST, "the request's body is malformed");
            return;
        }
        bodySent |= content.content().isReadable();
        Channel origin = to.channel();
        origin.write(outgoing(content));
        if (last) {
            origin.flush();
        }
        if (!origin.isWritable()) {
            readClient(false);
            origin.flush();
        }
    }

    private static HttpContent outgoing(HttpContent content) {
        if (content instanceof LastHttpContent last && !last.trailingHeaders().isEmpty()) {
            DefaultLastHttpContent end = new DefaultLastHttpContent(last.content());
            end.trailingHeaders().set(Forwarding.trailers(last.trailingHeaders()));
            return end;
        }
        return content;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (upstream != null) {
            upstream.channel().flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        pat();
        if (upstream != null) {
            upstream.channel().config().setAutoRead(context.channel().isWritable());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (Gate.isEnd(event) && !inputEnded) {
            inputEnded = true;
            if (event instanceof SslCloseCompletionEvent) {
                context.close();
            } else if (state == State.IDLE || (!requestEnded && state != State.OVER)) {
                keepAlive = false;
                closeClient();
            } else {
                keepAlive = false;
            }
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        over();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        over();
        HalfClose.abort(context.channel());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (watchdog != null) {
            watchdog.release();
            watchdog = null;
        }
    }

    private void over() {
        state = State.OVER;
        request = null;
        next.forEach(ReferenceCountUtil::release);
        next.clear();
        Upstream open = upstream;
        upstream = null;
        if (open != null) {
            open.abort();
        }
        if (watchdog != null) {
            watchdog.release();
            watchdog = null;
        }
    }

    private void closeClient() {
        closeClient(proxy.limits.idleMillis());
    }

    private void closeClient(int withinMillis) {
        over();
        HalfClose.afterWrites(client().channel(), withinMillis);
    }

    /// Nothing happened for long.
    private void stalled() {
        watchdog = null;
        Upstream open = upstream;
        switch (state) {
            case CONNECTING, RELAYING -> {
                if (open != null) {
                    open.abort();
                }
                watchdog = newWatchdog();
                keepAlive = false;
                fail(
                        HttpResponseStatus.GATEWAY_TIMEOUT,
                        "nothing came from "
                                + authority()
                                + " for "
                                + proxy.limits.idleMillis()
                                + " ms");
            }
            case IDLE, ANSWERED -> closeClient(LINGER_MILLIS);
            case OVER -> {}
        }
    }

    // ── the origin's side ──

    void originWritable(boolean writable) {
        if (state == State.RELAYING) {
            readClient(writable);
        }
    }

    void flushToClient() {
        client().flush();
    }

    void fromOrigin(HttpObject part) {
        pat();
        if (part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(part);
            abortUpstream();
            fail(
                    HttpResponseStatus.BAD_GATEWAY,
                    authority()
                            + " sent what is not HTTP/1.1: "
                            + part.decoderResult().cause().getMessage());
            return;
        }
        if (part instanceof HttpResponse response) {
            if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                abortUpstream();
                fail(HttpResponseStatus.BAD_GATEWAY, authority() + " switched protocols unasked");
                return;
            }
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                interim = true;
                passInterim(response);
            } else {
                startResponse(response);
            }
        }
        if (part instanceof HttpContent content) {
            if (interim) {
                interim = !(content instanceof LastHttpContent);
                content.release();
            } else {
                passContent(content);
            }
        }
    }

    private void abortUpstream() {
        Upstream open = upstream;
        upstream = null;
        if (open != null) {
            open.abort();
        }
    }

    /// Past the codec, which would take it for the answer to a request.
    private void passInterim(HttpResponse response) {
        HttpRequest to = request;
        if (spdy || to == null || to.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return;
        }
        client().pipeline().context(codec).writeAndFlush(OwnWords.interim(response));
    }

    private void startResponse(HttpResponse response) {
        HttpRequest to = request;
        if (to == null) {
            return;
        }
        responseStarted = true;
        originKeepsAlive = HttpUtil.isKeepAlive(response);
        keepAlive &= !inputEnded && Forwarding.endsByItself(response, to);
        client().write(Forwarding.response(response, to, keepAlive, spdy, proxy.spec.name()));
    }

    private void passContent(HttpContent content) {
        Upstream from = upstream;
        if (from == null || state != State.RELAYING) {
            content.release();
            return;
        }
        boolean last = content instanceof LastHttpContent;
        var written = client().write(outgoing(content));
        if (last) {
            client().flush();
            release(from);
            answered();
        } else if (!client().channel().isWritable()) {
            from.channel().config().setAutoRead(false);
            client().flush();
        }
        written.addListener(
                done -> {
                    if (!done.isSuccess()) {
                        over();
                        HalfClose.abort(client().channel());
                    }
                });
    }

    private void release(Upstream from) {
        upstream = null;
        if (proxy.spec.reuseOrigin() && originKeepsAlive && requestEnded) {
            proxy.pool().keep(authority(), from);
        } else {
            from.idle();
            from.channel().close();
        }
    }

    void originLost(Throwable cause) {
        Upstream gone = upstream;
        upstream = null;
        HttpRequest again = request;
        Destination to = destination;
        if (again != null
                && to != null
                && gone != null
                && gone.isReused()
                && !responseStarted
                && !bodySent
                && !retried
                && Forwarding.isIdempotent(again)) {
            retried = true;
            try {
                go(again, to, proxy.hosts.resolve(to.host(), to.port()));
            } catch (UnknownHostException e) {
                throw new IllegalStateException("it was known before", e);
            }
            return;
        }
        fail(HttpResponseStatus.BAD_GATEWAY, authority() + ": " + Reasons.of(cause));
    }

    // ── answers ──

    /// Answers where no response has begun; cuts the one that has, so that the client can tell.
    private void fail(HttpResponseStatus status, String reason) {
        upstream = null;
        if (state == State.OVER || state == State.ANSWERED) {
            return;
        }
        if (responseStarted) {
            over();
            HalfClose.abort(client().channel());
        } else {
            answer(status, reason);
        }
    }

    private void answer(HttpResponseStatus status, String reason) {
        HttpRequest to = request;
        if (to != null && to.method().equals(HttpMethod.CONNECT)) {
            // The decoder has gone, or will with the rest of the request.
            keepAlive = false;
        }
        boolean head = to != null && to.method().equals(HttpMethod.HEAD);
        HttpResponse response = OwnWords.response(status, reason, head, !spdy && !keepAlive);
        responseStarted = true;
        client().writeAndFlush(response);
        answered();
    }

    private void answered() {
        state = State.ANSWERED;
        readClient(true);
        if (requestEnded) {
            finish();
        } else if (!keepAlive && !spdy) {
            // Closing on unread bytes would be a RST that may overtake the answer.
            HalfClose.output(client().channel());
            proxy.loop
                    .eventLoop()
                    .schedule(() -> closeClient(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /// The exchange is complete in both directions.
    private void finish() {
        request = null;
        destination = null;
        if (spdy) {
            return;
        }
        if (keepAlive && !inputEnded) {
            state = State.IDLE;
            takeNext();
        } else {
            closeClient();
        }
    }

    // ── a tunnel ──

    private void openTunnel(InetSocketAddress address) {
        Tunnel tunnel = new Tunnel(client().channel(), proxy.limits.idleMillis());
        proxy.connect(address, tunnel::attach)
                .addListener(
                        (Future<Channel> done) -> {
                            if (!done.isSuccess()) {
                                tunnel.forget();
                                connectFailed(done.cause());
                            } else if (state == State.CONNECTING) {
                                becomeTunnel(tunnel, done.getNow());
                            } else {
                                done.getNow().close();
                            }
                        });
    }

    private void becomeTunnel(Tunnel tunnel, Channel origin) {
        ChannelHandlerContext client = client();
        client.writeAndFlush(new DefaultHttpResponse(HttpVersion.HTTP_1_1, ESTABLISHED));
        state = State.OVER;
        client.pipeline().remove(codec);
        tunnel.begin(origin, this);
    }
}
