package org.flowlab.node.role;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/// Passes an exchange's request to the origin, and the response back, on one connection. It reads
/// from neither side faster than the other side takes it.
final class Relay {
    private final Exchange exchange;
    private final ClientEnd client;
    private final ProxyNode proxy;
    private final HttpRequest request;

    /// The connection to the origin; null until the request is sent, and after the response has
    /// ended or failed.
    private @Nullable Upstream upstream;

    private boolean bodySent;
    private boolean interim;
    private boolean interimSeen;
    private boolean responseStarted;
    private boolean originKeepsAlive;

    Relay(Exchange exchange, ClientEnd client, ProxyNode proxy, HttpRequest request) {
        this.exchange = exchange;
        this.client = client;
        this.proxy = proxy;
        this.request = request;
    }

    boolean hasResponseStarted() {
        return responseStarted;
    }

    /// Whether the request may be sent again: the origin may have closed the connection before it
    /// saw the request, and a second copy of the request does no harm.
    private boolean mayRetry(Upstream lost) {
        return lost.isReused() && !responseStarted && !bodySent && Forwarding.isIdempotent(request);
    }

    /// Whether it waits for the client: the rest of the body is missing, and the origin can take
    /// it. A client that itself waits for 100 (Continue) does not count.
    boolean isWaitingForClient() {
        boolean invited =
                client.isSpdy()
                        || bodySent
                        || interimSeen
                        || !HttpUtil.is100ContinueExpected(request);
        return invited
                && !exchange.hasWholeRequest()
                && upstream != null
                && upstream.channel().isWritable();
    }

    void abort() {
        Upstream open = upstream;
        upstream = null;
        if (open != null) {
            open.abort();
        }
    }

    // ── the request ──

    void begin(Upstream to, Destination where) {
        upstream = to;
        to.channel()
                .write(
                        Forwarding.request(
                                request,
                                where,
                                proxy.spec.reuseOrigin(),
                                client.isSpdy(),
                                proxy.spec.name()));
        if (exchange.hasWholeRequest()) {
            to.channel().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        } else {
            to.channel().flush();
        }
        client.read(true);
    }

    void body(HttpContent content) {
        Upstream to = upstream;
        if (to == null) {
            content.release();
            return;
        }
        if (content.decoderResult().isFailure()) {
            content.release();
            abort();
            client.forbidReuse();
            exchange.fail(HttpResponseStatus.BAD_REQUEST, "the request's body is malformed");
            return;
        }
        bodySent |= content.content().isReadable();
        Channel origin = to.channel();
        origin.write(outgoing(content));
        if (content instanceof LastHttpContent) {
            origin.flush();
        }
        if (!origin.isWritable()) {
            client.read(false);
            origin.flush();
        }
    }

    void flushToOrigin() {
        if (upstream != null) {
            upstream.channel().flush();
        }
    }

    void originWritable(boolean writable) {
        if (upstream != null) {
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

    void fromOrigin(HttpObject part) {
        client.pat();
        if (part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(part);
            misbehaved(
                    "sent an answer that is not HTTP/1.1: "
                            + part.decoderResult().cause().getMessage());
            return;
        }
        if (part instanceof HttpResponse response) {
            String fault = fault(response);
            if (fault != null) {
                misbehaved(fault);
                return;
            }
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                interim = true;
                interimSeen = true;
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

    /// The reason why a response cannot be forwarded, null if it can.
    private static @Nullable String fault(HttpResponse response) {
        int code = response.status().code();
        if (response.protocolVersion().majorVersion() != 1) {
            return "speaks " + response.protocolVersion();
        }
        if (code < 100 || code > 999) {
            return "sent the status " + code;
        }
        if (code == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            return "switched protocols without a request to do so";
        }
        return Framing.isKnown(response)
                ? null
                : "sent a body in Transfer-Encoding " + Framing.codings(response);
    }

    private void misbehaved(String how) {
        abort();
        exchange.fail(HttpResponseStatus.BAD_GATEWAY, exchange.authority() + " " + how);
    }

    private void passInterim(HttpResponse response) {
        if (!client.isSpdy() && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            client.writeInterim(OwnWords.interim(response, proxy.spec.name()));
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
                        response,
                        request,
                        client.isReusable(),
                        client.isSpdy(),
                        proxy.spec.name()));
    }

    private void passContent(HttpContent content) {
        Upstream from = upstream;
        if (from == null) {
            content.release();
            return;
        }
        var written = client.write(outgoing(content));
        if (content instanceof LastHttpContent) {
            client.flush();
            release(from);
            exchange.answered();
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

    void flushToClient() {
        client.flush();
    }

    void clientWritable(boolean writable) {
        if (upstream != null) {
            upstream.channel().config().setAutoRead(writable);
        }
    }

    private void release(Upstream from) {
        upstream = null;
        from.idle();
        if (proxy.spec.reuseOrigin() && originKeepsAlive && exchange.hasWholeRequest()) {
            proxy.pool().keep(exchange.authority(), from);
        } else {
            from.channel().close();
        }
    }

    void originLost(Throwable cause) {
        Upstream lost = upstream;
        upstream = null;
        exchange.originLost(cause, lost != null && mayRetry(lost));
    }
}
