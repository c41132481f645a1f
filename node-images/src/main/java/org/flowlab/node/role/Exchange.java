package org.flowlab.node.role;

import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.flowlab.node.http1.Http1;
import org.jspecify.annotations.Nullable;

/// One request of a client's and its response: finds the way to the origin, passes the request on
/// and the response back, and answers itself where the origin does not. A CONNECT ends in a tunnel.
final class Exchange {
    private enum State {
        /// Connects to the origin.
        CONNECTING,
        /// Passes on the request and the response.
        RELAYING,
        /// Has answered; what is left of the request goes nowhere.
        ANSWERED,
        /// Has become a tunnel, or the client has gone.
        OVER
    }

    private final ClientEnd client;
    private final ProxyNode proxy;
    private final HttpRequest request;
    private final boolean spdy;

    private State state = State.CONNECTING;
    private @Nullable Destination destination;
    private @Nullable Upstream upstream;
    private boolean requestEnded;
    private boolean bodySent;
    private boolean retried;
    private boolean interim;
    private boolean responseStarted;
    private boolean originKeepsAlive;

    Exchange(ClientEnd client, ProxyNode proxy, HttpRequest request) {
        this.client = client;
        this.proxy = proxy;
        this.request = request;
        this.spdy = client.isSpdy();
    }

    // ── for the client's end ──

    void begin() {
        if (request.decoderResult().isFailure()) {
            refuseUnreadable(request.decoderResult().cause());
            return;
        }
        try {
            Destination to = Destination.of(request);
            Framing.check(request);
            destination = to;
            go(to);
        } catch (Destination.BadRequest e) {
            answer(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (UnknownHostException e) {
            answer(HttpResponseStatus.FORBIDDEN, String.valueOf(e.getMessage()));
        }
    }

    private void refuseUnreadable(Throwable cause) {
        client.forbidReuse();
        requestEnded = true;
        HttpResponseStatus status = OwnWords.ofUnreadable(cause);
        answer(
                status,
                status.equals(HttpResponseStatus.BAD_REQUEST)
                        ? String.valueOf(cause.getMessage())
                        : "more than " + proxy.limits.headerBytes() + " bytes");
    }

    boolean hasWholeRequest() {
        return requestEnded;
    }

    /// Whether the origin is waited for.
    boolean isUnderWay() {
        return state == State.CONNECTING || state == State.RELAYING;
    }

    void flushToOrigin() {
        if (upstream != null) {
            upstream.channel().flush();
        }
    }

    void clientWritable(boolean writable) {
        if (upstream != null) {
            upstream.channel().config().setAutoRead(writable);
        }
    }

    /// Nothing happened for long.
    void stalled() {
        abortUpstream();
        fail(
                HttpResponseStatus.GATEWAY_TIMEOUT,
                "nothing came from " + authority() + " for " + proxy.limits.idleMillis() + " ms");
    }

    /// The client's end is over.
    void abandon() {
        state = State.OVER;
        abortUpstream();
    }

    // ── the way to the origin ──

    private void go(Destination to) throws UnknownHostException {
        InetSocketAddress address = proxy.hosts.resolve(to.host(), to.port());
        state = State.CONNECTING;
        client.read(false);
        boolean tunnel = request.method().equals(HttpMethod.CONNECT);
        Upstream idle = tunnel || retried ? null : proxy.pool().take(to.authority());
        if (idle != null) {
            idle.serve(this);
            send(idle, to);
            return;
        }
        if (!proxy.hasRoom()) {
            answer(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many connections to origins");
            return;
        }
        if (tunnel) {
            openTunnel(address);
        } else {
            openUpstream(address, to);
        }
    }

    private void openUpstream(InetSocketAddress address, Destination to) {
        Upstream fresh = new Upstream(this);
        proxy.connect(
                        address,
                        channel -> channel.pipeline().addLast(Http1.client(proxy.limits), fresh))
                .addListener(
                        (Future<Channel> done) -> {
                            if (!done.isSuccess()) {
                                connectFailed(done.cause());
                            } else if (state == State.CONNECTING) {
                                send(fresh, to);
                            } else {
                                done.getNow().close();
                            }
                        });
    }

    private void openTunnel(InetSocketAddress address) {
        Tunnel tunnel = new Tunnel(client.channel(), proxy.limits.idleMillis());
        proxy.connect(address, tunnel::attach)
                .addListener(
                        (Future<Channel> done) -> {
                            if (!done.isSuccess()) {
                                tunnel.forget();
                                connectFailed(done.cause());
                            } else if (state == State.CONNECTING) {
                                state = State.OVER;
                                client.becomeTunnel(tunnel, done.getNow());
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

    void originLost(Throwable cause) {
        Upstream gone = upstream;
        upstream = null;
        Destination to = destination;
        if (to != null && gone != null && mayRetry(gone)) {
            retried = true;
            try {
                go(to);
            } catch (UnknownHostException e) {
                throw new IllegalStateException("it was known before", e);
            }
            return;
        }
        fail(HttpResponseStatus.BAD_GATEWAY, authority() + ": " + Reasons.of(cause));
    }

    /// Whether the origin may have closed the connection before it saw the request, and does no
    /// harm if it sees it twice.
    private boolean mayRetry(Upstream gone) {
        return gone.isReused()
                && !responseStarted
                && !bodySent
                && !retried
                && Forwarding.isIdempotent(request);
    }

    private void abortUpstream() {
        Upstream open = upstream;
        upstream = null;
        if (open != null) {
            open.abort();
        }
    }

    // ── the request ──

    private void send(Upstream to, Destination where) {
        upstream = to;
        state = State.RELAYING;
        to.channel()
                .write(
                        Forwarding.request(
                                request, where, proxy.spec.reuseOrigin(), spdy, proxy.spec.name()));
        if (requestEnded) {
            to.channel().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        } else {
            to.channel().flush();
        }
        client.read(true);
    }

    void body(HttpContent content) {
        Upstream to = upstream;
        boolean last = content instanceof LastHttpContent;
        requestEnded |= last;
        if (state != State.RELAYING || to == null) {
            content.release();
            if (last && state == State.ANSWERED) {
                client.finished();
            }
            return;
        }
        if (content.decoderResult().isFailure()) {
            content.release();
            abortUpstream();
            client.forbidReuse();
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
            client.read(false);
            origin.flush();
        }
    }

    void originWritable(boolean writable) {
        if (state == State.RELAYING) {
            client.read(writable);
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

    // ── the response ──

    void flushToClient() {
        client.flush();
    }

    void fromOrigin(HttpObject part) {
        client.pat();
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

    private void passInterim(HttpResponse response) {
        if (!spdy && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            client.writeInterim(OwnWords.interim(response));
        }
    }

    private void startResponse(HttpResponse response) {
        responseStarted = true;
        originKeepsAlive = HttpUtil.isKeepAlive(response);
        if (client.hasInputEnded() || !Forwarding.endsByItself(response, request)) {
            client.forbidReuse();
        }
        client.write(
                Forwarding.response(
                        response, request, client.isReusable(), spdy, proxy.spec.name()));
    }

    private void passContent(HttpContent content) {
        Upstream from = upstream;
        if (from == null || state != State.RELAYING) {
            content.release();
            return;
        }
        boolean last = content instanceof LastHttpContent;
        var written = client.write(outgoing(content));
        if (last) {
            client.flush();
            release(from);
            answered();
        } else if (!client.channel().isWritable()) {
            from.channel().config().setAutoRead(false);
            client.flush();
        }
        written.addListener(
                done -> {
                    if (!done.isSuccess()) {
                        client.abort();
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

    // ── own answers ──

    /// Answers where no response has begun; cuts the one that has, so that the client can tell.
    private void fail(HttpResponseStatus status, String reason) {
        upstream = null;
        if (!isUnderWay()) {
            return;
        }
        if (responseStarted) {
            client.abort();
        } else {
            answer(status, reason);
        }
    }

    private void answer(HttpResponseStatus status, String reason) {
        if (request.method().equals(HttpMethod.CONNECT)) {
            // The decoder has gone, or will with the rest of the request.
            client.forbidReuse();
        }
        boolean head = request.method().equals(HttpMethod.HEAD);
        boolean close = !spdy && !client.isReusable();
        responseStarted = true;
        client.write(OwnWords.response(status, reason, head, close));
        client.flush();
        answered();
    }

    private void answered() {
        state = State.ANSWERED;
        client.answered(this);
    }
}
