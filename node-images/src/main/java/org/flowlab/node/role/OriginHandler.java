package org.flowlab.node.role;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.http1.Watchdog;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.jspecify.annotations.Nullable;

/// An origin's end of one connection, or of one SPDY stream: answers request after request, in
/// order. While it answers it reads no further; a body is written no faster than the peer reads it.
final class OriginHandler extends SimpleChannelInboundHandler<HttpObject> {
    private static final int CHUNK_BYTES = 16_384;

    private final Limits limits;
    private @Nullable Watchdog watchdog;
    private @Nullable Answer answer;
    private @Nullable CompositeByteBuf echoed;
    private @Nullable Future<?> delay;
    private boolean head;
    private boolean keepAlive;
    private boolean writing;
    private boolean pouring;
    private boolean inputEnded;
    private long written;

    OriginHandler(Limits limits) {
        this.limits = limits;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        watchdog = new Watchdog(ctx.executor(), limits.idleMillis(), ctx::close);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (watchdog != null) {
            watchdog.release();
        }
        if (delay != null) {
            delay.cancel(false);
        }
        forgetEcho();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (writing) {
            return; // What follows the last request of a connection.
        }
        if (message.decoderResult().isFailure()) {
            keepAlive = false;
            answer(ctx, unreadable(message.decoderResult().cause()));
            return;
        }
        if (message instanceof HttpRequest request) {
            take(ctx, request);
        }
        if (message instanceof HttpContent content && answer != null) {
            takeBody(ctx, answer, content);
        }
    }

    private void take(ChannelHandlerContext ctx, HttpRequest request) {
        pat();
        head = request.method().equals(HttpMethod.HEAD);
        keepAlive = HttpUtil.isKeepAlive(request);
        boolean nameless =
                request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                        && request.headers().getAll(HttpHeaderNames.HOST).size() != 1;
        answer =
                nameless
                        ? Answer.refusal(HttpResponseStatus.BAD_REQUEST, "one Host header expected")
                        : Answer.to(request.method(), request.uri());
        if (answer.echo()) {
            if (HttpUtil.getContentLength(request, 0L) > limits.bufferBytes()) {
                answer(ctx, tooLarge());
                return;
            }
            echoed = ctx.alloc().compositeBuffer(1_024);
        }
        if (HttpUtil.is100ContinueExpected(request)) {
            ctx.writeAndFlush(
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.CONTINUE,
                            Unpooled.EMPTY_BUFFER));
        }
    }

    private void takeBody(ChannelHandlerContext ctx, Answer planned, HttpContent content) {
        pat();
        CompositeByteBuf kept = echoed;
        if (kept != null) {
            if (kept.readableBytes() + content.content().readableBytes() > limits.bufferBytes()) {
                answer(ctx, tooLarge());
                return;
            }
            kept.addComponent(true, content.content().retain());
        }
        if (!(content instanceof LastHttpContent)) {
            return;
        }
        if (planned.delayMillis() > 0) {
            hold(ctx);
            delay =
                    ctx.executor()
                            .schedule(
                                    () -> answer(ctx, planned),
                                    planned.delayMillis(),
                                    TimeUnit.MILLISECONDS);
            return;
        }
        answer(ctx, planned);
    }

    private Answer tooLarge() {
        keepAlive = false;
        forgetEcho();
        return Answer.refusal(
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "at most " + limits.bufferBytes() + " bytes are echoed");
    }

    private static Answer unreadable(Throwable cause) {
        HttpResponseStatus status =
                switch (cause) {
                    case TooLongHttpLineException e -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
                    case TooLongHttpHeaderException e ->
                            HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
                    case TooLongFrameException e -> HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
                    default -> HttpResponseStatus.BAD_REQUEST;
                };
        return Answer.refusal(status, String.valueOf(cause.getMessage()));
    }

    private void hold(ChannelHandlerContext ctx) {
        writing = true;
        if (watchdog != null) {
            watchdog.sleep();
        }
        ctx.channel().config().setAutoRead(false);
    }

    private void answer(ChannelHandlerContext ctx, Answer chosen) {
        if (!ctx.channel().isActive()) {
            return;
        }
        delay = null;
        pat();
        answer = chosen;
        writing = true;
        written = 0;
        keepAlive &= !inputEnded;
        CompositeByteBuf body = chosen.echo() ? echoed : null;
        long length = body == null ? chosen.length() : body.readableBytes();
        if (body != null || length <= CHUNK_BYTES) {
            echoed = null;
            ByteBuf whole =
                    head ? Unpooled.EMPTY_BUFFER : body == null ? small(chosen, length) : body;
            DefaultFullHttpResponse response =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, chosen.status(), whole);
            describe(response, chosen, length);
            finish(ctx, response);
            return;
        }
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, chosen.status());
        describe(response, chosen, length);
        if (head) {
            ctx.write(response);
            finish(ctx, LastHttpContent.EMPTY_LAST_CONTENT);
            return;
        }
        ctx.channel().config().setAutoRead(false);
        ctx.write(response);
        pouring = true;
        pour(ctx, chosen);
    }

    private static ByteBuf small(Answer chosen, long length) {
        return length == 0 ? Unpooled.EMPTY_BUFFER : chosen.body(0, (int) length);
    }

    private void describe(HttpResponse response, Answer chosen, long length) {
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, chosen.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, length);
        if (chosen.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, String.join(", ", Answer.ALLOWED));
        }
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    /// Writes the body for as long as the channel takes it.
    private void pour(ChannelHandlerContext ctx, Answer chosen) {
        while (written < chosen.length() && ctx.channel().isWritable()) {
            ByteBuf chunk = chosen.body(written, CHUNK_BYTES);
            written += chunk.readableBytes();
            ctx.write(new DefaultHttpContent(chunk))
                    .addListener(
                            sent -> {
                                if (sent.isSuccess()) {
                                    pat();
                                }
                            });
        }
        if (written == chosen.length()) {
            pouring = false;
            finish(ctx, LastHttpContent.EMPTY_LAST_CONTENT);
        } else {
            ctx.flush();
        }
    }

    private void finish(ChannelHandlerContext ctx, Object last) {
        answer = null;
        boolean close = !keepAlive;
        ctx.writeAndFlush(last)
                .addListener(
                        sent -> {
                            if (!sent.isSuccess() || close) {
                                ctx.close();
                            }
                        });
        if (close) {
            return;
        }
        writing = false;
        pat();
        if (!ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (pouring && answer != null && ctx.channel().isWritable()) {
            pour(ctx, answer);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent
                || event instanceof SslCloseCompletionEvent) {
            inputEnded = true;
            keepAlive = false;
            if (!writing) {
                ctx.close();
            }
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    private void pat() {
        if (watchdog != null) {
            watchdog.pat();
        }
    }

    private void forgetEcho() {
        if (echoed != null) {
            echoed.release();
            echoed = null;
        }
    }
}
