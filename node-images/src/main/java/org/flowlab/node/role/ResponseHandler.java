package org.flowlab.node.role;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import org.flowlab.node.http1.Watchdog;
import org.jspecify.annotations.Nullable;

/// A client's end of a connection, or of one SPDY stream. It gathers one response at a time. A
/// response without a request closes the connection.
final class ResponseHandler extends SimpleChannelInboundHandler<HttpObject> {
    private static final int EXCERPT_BYTES = 200;

    private final int answerMillis;
    private @Nullable Promise<Response> waiting;
    private @Nullable Watchdog watchdog;
    private @Nullable HttpResponse head;
    private final StringBuilder excerpt = new StringBuilder();
    private long bodyBytes;

    ResponseHandler(int answerMillis) {
        this.answerMillis = answerMillis;
    }

    /// Waits for the next response. Fails if the connection ends first or nothing comes in time.
    Future<Response> expect(ChannelHandlerContext ctx) {
        Promise<Response> promise = ctx.executor().newPromise();
        waiting = promise;
        head = null;
        bodyBytes = 0;
        excerpt.setLength(0);
        watchdog =
                new Watchdog(
                        ctx.executor(),
                        answerMillis,
                        () -> {
                            fail(
                                    new IOException(
                                            Reasons.late(
                                                    head == null
                                                            ? "no answer came"
                                                            : "nothing more of the answer came",
                                                    answerMillis,
                                                    "client",
                                                    "answer-timeout")));
                            ctx.close();
                        });
        return promise;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (message.decoderResult().isFailure()) {
            Throwable cause = message.decoderResult().cause();
            fail(new IOException("unreadable response: " + cause.getMessage()));
            ctx.close();
            return;
        }
        if (waiting == null) {
            if (!(message instanceof LastHttpContent)) {
                ctx.close();
            }
            return;
        }
        if (watchdog != null) {
            watchdog.pat();
        }
        if (message instanceof HttpResponse response) {
            head = response;
        }
        HttpResponse of = head;
        if (of == null || !(message instanceof HttpContent content)) {
            return;
        }
        bodyBytes += content.content().readableBytes();
        if (of.status().codeClass() != HttpStatusClass.SUCCESS
                && excerpt.length() < EXCERPT_BYTES) {
            excerpt.append(content.content().toString(StandardCharsets.UTF_8));
        }
        if (content instanceof LastHttpContent) {
            end(of);
        }
    }

    private void end(HttpResponse of) {
        if (of.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            head = null;
            return;
        }
        Promise<Response> promise = settle();
        if (promise != null) {
            promise.trySuccess(
                    new Response(
                            of.status(), bodyBytes, oneLine(excerpt), HttpUtil.isKeepAlive(of)));
        }
    }

    private static String oneLine(CharSequence text) {
        String line = text.toString().strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
        return line.length() <= EXCERPT_BYTES ? line : line.substring(0, EXCERPT_BYTES) + "…";
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(new ClosedChannelException());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslCloseCompletionEvent) {
            ctx.close();
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause);
        ctx.close();
    }

    private void fail(Throwable cause) {
        Promise<Response> promise = settle();
        if (promise != null) {
            promise.tryFailure(cause);
        }
    }

    private @Nullable Promise<Response> settle() {
        Promise<Response> promise = waiting;
        waiting = null;
        if (watchdog != null) {
            watchdog.release();
            watchdog = null;
        }
        return promise;
    }
}
