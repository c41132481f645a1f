package org.flowlab.node.role;

import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.flowlab.node.http1.Http1;
import org.jspecify.annotations.Nullable;

/// One request of a proxy's client, and its response. It connects to the origin, and connects a
/// second time if a kept connection was lost. If the origin does not answer, it answers itself. Its
/// [Relay] passes messages between the client and the origin. A CONNECT becomes a tunnel.
final class Exchange {
    private enum State {
        /// Connects to the origin.
        CONNECTING,
        /// Has its [Relay].
        RELAYING,
        /// Has answered; the rest of the request is dropped.
        ANSWERED,
        /// Has become a tunnel, or the client is gone.
        OVER
    }

    private final ClientEnd client;
    private final ProxyNode proxy;
    private final HttpRequest request;

    private State state = State.CONNECTING;
    private @Nullable Destination destination;
    private @Nullable Relay relay;
    private boolean requestEnded;
    private boolean retried;

    Exchange(ClientEnd client, ProxyNode proxy, HttpRequest request) {
        this.client = client;
        this.proxy = proxy;
        this.request = request;
    }

    // ── for the client's end ──

    void begin() {
        if (request.decoderResult().isFailure()) {
            refuseUnreadable(request.decoderResult().cause());
            return;
        }
        if (request.protocolVersion().majorVersion() != 1) {
            client.forbidReuse();
            answer(
                    HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
                    "this proxy does not speak " + request.protocolVersion());
            return;
        }
        try {
            Destination to = Destination.of(request);
            Framing.check(request);
            destination = to;
            if (MaxForwards.take(request)) {
                go(to);
            } else {
                answer(OwnWords.ofLastHop(request, closes()));
            }
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
                        : "the head has more than " + proxy.limits.headerBytes() + " bytes");
    }

    boolean hasWholeRequest() {
        return requestEnded;
    }

    /// Whether it connects or relays.
    boolean isUnderWay() {
        return state == State.CONNECTING || state == State.RELAYING;
    }

    void body(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        requestEnded |= last;
        if (relay != null) {
            relay.body(content);
            return;
        }
        content.release();
        if (last && state == State.ANSWERED) {
            client.finished();
        }
    }

    void flushToOrigin() {
        if (relay != null) {
            relay.flushToOrigin();
        }
    }

    void clientWritable(boolean writable) {
        if (relay != null) {
            relay.clientWritable(writable);
        }
    }

    /// Answers because nothing happened within the idle time: 408 if the client is late (RFC 9110
    /// §15.5.9), 504 if the origin is late (§15.6.5).
    void stalled() {
        Relay open = relay;
        boolean clients = open != null && open.isWaitingForClient();
        if (open != null) {
            open.abort();
        }
        int millis = proxy.limits.idleMillis();
        if (clients) {
            fail(
                    HttpResponseStatus.REQUEST_TIMEOUT,
                    Reasons.late(
                            "nothing more of the request came", millis, "proxy", "idle-timeout"));
        } else {
            fail(
                    HttpResponseStatus.GATEWAY_TIMEOUT,
                    Reasons.late(
                            "nothing came from " + authority(), millis, "proxy", "idle-timeout"));
        }
    }

    /// Ends the exchange, because the client's end is closed.
    void abandon() {
        state = State.OVER;
        Relay open = relay;
        relay = null;
        if (open != null) {
            open.abort();
        }
    }

    // ── the way to the origin ──

    private void go(Destination to) throws UnknownHostException {
        InetSocketAddress address = proxy.hosts.resolve(to.host(), to.port());
        if (proxy.listensOn(address)) {
            answer(HttpResponseStatus.FORBIDDEN, authority() + " is this proxy itself");
            return;
        }
        state = State.CONNECTING;
        client.read(false);
        boolean tunnel = request.method().equals(HttpMethod.CONNECT);
        Upstream idle = tunnel || retried ? null : proxy.pool().take(to.authority());
        if (idle != null) {
            Relay fresh = newRelay();
            idle.serve(fresh);
            begin(fresh, idle, to);
            return;
        }
        if (!proxy.makeRoom()) {
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
        Relay fresh = newRelay();
        Upstream connection = new Upstream(fresh);
        proxy.connect(
                        address,
                        channel ->
                                channel.pipeline().addLast(Http1.client(proxy.limits), connection))
                .addListener(
                        (Future<Channel> done) -> {
                            if (!done.isSuccess()) {
                                connectFailed(done.cause());
                            } else if (state == State.CONNECTING) {
                                begin(fresh, connection, to);
                            } else {
                                done.getNow().close();
                            }
                        });
    }

    private Relay newRelay() {
        return new Relay(this, client, proxy, request);
    }

    private void begin(Relay chosen, Upstream connection, Destination to) {
        relay = chosen;
        state = State.RELAYING;
        chosen.begin(connection, to);
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
                    "connect to "
                            + authority()
                            + ": "
                            + Reasons.ofConnect(cause, proxy.limits, "proxy"));
        }
    }

    /// The origin's `host:port`, for messages and as the key of its kept connections.
    String authority() {
        return destination == null ? "the origin" : destination.authority();
    }

    // ── from the relay ──

    /// Connects a second time, or answers 502.
    ///
    /// @param mayRetry whether the request may be sent again
    void originLost(Throwable cause, boolean mayRetry) {
        Destination to = destination;
        if (to == null || !mayRetry || retried) {
            fail(HttpResponseStatus.BAD_GATEWAY, authority() + ": " + Reasons.of(cause));
            return;
        }
        relay = null;
        retried = true;
        try {
            go(to);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the host was known before", e);
        }
    }

    /// Ends the exchange, because the client has the whole response.
    void answered() {
        relay = null;
        state = State.ANSWERED;
        client.answered(this);
    }

    /// Answers with an error. If a response has begun, cuts it short so that the client notices.
    void fail(HttpResponseStatus status, String reason) {
        Relay failed = relay;
        relay = null;
        if (!isUnderWay()) {
            return;
        }
        if (failed != null && failed.hasResponseStarted()) {
            client.abort();
        } else {
            answer(status, reason);
        }
    }

    private void answer(HttpResponseStatus status, String reason) {
        if (request.method().equals(HttpMethod.CONNECT)) {
            // The decoder is removed at the end of a CONNECT, so no request can follow.
            client.forbidReuse();
        }
        boolean head = request.method().equals(HttpMethod.HEAD);
        answer(OwnWords.response(status, reason, head, closes()));
    }

    private void answer(HttpResponse response) {
        client.write(response);
        client.flush();
        answered();
    }

    /// Whether an answer announces that the connection closes after it.
    private boolean closes() {
        return !client.isSpdy() && !client.isReusable();
    }
}
