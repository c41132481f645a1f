package org.flowlab.node.role;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.spdy.SpdyHeaders;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import org.flowlab.node.http1.Http1;
import org.flowlab.node.spdy.SpdySession;
import org.flowlab.node.spdy.SpdyStreamChannel;
import org.flowlab.node.spec.NodeSpec.Limits;

/// A client's open connection that speaks HTTP/1.1 or SPDY: on TCP, on TLS, or on TLS in a tunnel.
/// Used on the event loop only.
abstract class Link {
    static final String HTTP_1_1 = "http/1.1";
    static final String SPDY_3_1 = "spdy/3.1";

    final LinkKey key;
    final Channel channel;
    final Limits limits;

    /// The protocol of the link to the proxy that carries this link; empty if there is none.
    final String proxyProtocol;

    private Link(LinkKey key, Channel channel, String proxyProtocol, Limits limits) {
        this.key = key;
        this.channel = channel;
        this.proxyProtocol = proxyProtocol;
        this.limits = limits;
    }

    /// Sets up a link that speaks SPDY/3.1 if `spdy` is true, else HTTP/1.1.
    static Link over(
            Channel channel, LinkKey key, boolean spdy, String proxyProtocol, Limits limits) {
        return spdy
                ? new Spdy(key, channel, proxyProtocol, limits)
                : new Plain(key, channel, proxyProtocol, limits);
    }

    abstract String protocol();

    /// Whether a request may be sent now.
    abstract boolean isFree();

    /// Whether the connection is neither closed nor closing. After a close_notify its output is
    /// closed, and it waits for the FIN.
    final boolean isOpen() {
        return channel.isActive()
                && !(channel instanceof DuplexChannel duplex && duplex.isOutputShutdown());
    }

    /// Sends a request and gathers the response.
    abstract Future<Response> exchange(Request request);

    /// Asks the proxy to connect; the result is the channel of the tunnel. A link of HTTP/1.1
    /// cannot be used again after this.
    abstract Future<Channel> tunnel(Request connect);

    /// Marks the link as taken until its next exchange is done.
    abstract void take();

    /// Gives back a link that was taken and not used.
    abstract void release();

    abstract void close();

    private EventExecutor loop() {
        return channel.eventLoop();
    }

    private static void refuseUnlessSuccess(Request connect, String hostAndPort, Response response)
            throws HopException {
        if (!response.isSuccess()) {
            throw new HopException(connect.name() + " through " + hostAndPort, response.reason());
        }
    }

    /// HTTP/1.1: one request at a time.
    private static final class Plain extends Link {
        private final ResponseHandler responses;
        private boolean taken;
        private boolean usedUp;

        Plain(LinkKey key, Channel channel, String proxyProtocol, Limits limits) {
            super(key, channel, proxyProtocol, limits);
            responses = new ResponseHandler(limits.answerMillis());
            channel.pipeline().addLast(Http1.client(limits), responses);
        }

        @Override
        String protocol() {
            return HTTP_1_1;
        }

        @Override
        boolean isFree() {
            return !taken && !usedUp && isOpen();
        }

        @Override
        void take() {
            taken = true;
        }

        @Override
        void release() {
            taken = false;
        }

        @Override
        Future<Response> exchange(Request request) {
            return send(request.http1())
                    .addListener(
                            (Future<Response> done) -> {
                                taken = false;
                                if (!done.isSuccess() || !done.getNow().keepAlive()) {
                                    usedUp = true;
                                    channel.close();
                                }
                            });
        }

        private Future<Response> send(HttpRequest request) {
            ChannelHandlerContext ctx = channel.pipeline().context(responses);
            if (ctx == null || !channel.isActive()) {
                return super.loop().newFailedFuture(new ClosedChannelException());
            }
            Future<Response> response = responses.expect(ctx);
            channel.writeAndFlush(request)
                    .addListener(
                            sent -> {
                                if (!sent.isSuccess()) {
                                    channel.pipeline().fireExceptionCaught(sent.cause());
                                }
                            });
            return response;
        }

        @Override
        Future<Channel> tunnel(Request connect) {
            taken = true;
            usedUp = true;
            return Later.map(
                    super.loop(),
                    send(connect.http1()),
                    response -> {
                        if (!response.isSuccess()) {
                            channel.close();
                        }
                        refuseUnlessSuccess(connect, key.hostAndPort(), response);
                        channel.pipeline().remove(HttpClientCodec.class);
                        channel.pipeline().remove(responses);
                        return channel;
                    });
        }

        @Override
        void close() {
            usedUp = true;
            channel.close();
        }
    }

    /// SPDY/3.1: a stream for each request.
    private static final class Spdy extends Link {
        private final SpdySession session;

        Spdy(LinkKey key, Channel channel, String proxyProtocol, Limits limits) {
            super(key, channel, proxyProtocol, limits);
            session = SpdySession.client(channel, limits);
        }

        @Override
        String protocol() {
            return SPDY_3_1;
        }

        @Override
        boolean isFree() {
            return isOpen() && session.canOpen();
        }

        @Override
        void take() {}

        @Override
        void release() {}

        @Override
        Future<Response> exchange(Request request) {
            return Later.then(
                    super.loop(),
                    session.open(request.spdy(), true),
                    stream -> responseOn(stream, false));
        }

        private Future<Response> responseOn(SpdyStreamChannel stream, boolean tunnel) {
            ResponseHandler responses = new ResponseHandler(limits.answerMillis());
            stream.pipeline().addLast(new StreamResponse(tunnel), responses);
            return responses.expect(stream.pipeline().context(responses));
        }

        @Override
        Future<Channel> tunnel(Request connect) {
            SpdyHeaders head = connect.spdy();
            return Later.then(
                    super.loop(),
                    session.open(head, false),
                    stream ->
                            Later.map(
                                    super.loop(),
                                    responseOn(stream, true),
                                    response -> {
                                        if (!response.isSuccess()) {
                                            stream.close();
                                        }
                                        refuseUnlessSuccess(connect, key.hostAndPort(), response);
                                        stream.pipeline().remove(StreamResponse.class);
                                        stream.pipeline().remove(ResponseHandler.class);
                                        return stream;
                                    }));
        }

        @Override
        void close() {
            session.closeWhenIdle();
        }
    }
}
