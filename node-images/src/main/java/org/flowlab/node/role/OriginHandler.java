package org.flowlab.node.role;

import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.http1.Watchdog;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.jspecify.annotations.Nullable;

/// An origin's end of one connection, or of one SPDY stream. It takes requests in order, and its
/// [AnswerWriter] answers each. While it answers, it takes no further request.
final class OriginHandler extends SimpleChannelInboundHandler<HttpObject> {
    private final Limits limits;
    private final boolean secure;
    private final AnswerWriter writer = new AnswerWriter(this::pat, this::answered);
    private @Nullable Watchdog watchdog;
    private @Nullable Answer answer;
    private @Nullable CompositeByteBuf echoed;
    private @Nullable Future<?> delay;
    private boolean head;
    private boolean keepAlive;
    private boolean writing;
    private boolean inputEnded;

    /// @param secure whether the connection uses TLS
    OriginHandler(Limits limits, boolean secure) {
        this.limits = limits;
        this.secure = secure;
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
            return; // This follows the last request of the connection.
        }
        if (message.decoderResult().isFailure()) {
            keepAlive = false;
            head = false;
            forgetEcho();
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
        String fault = HostHeader.fault(request);
        answer =
                fault == null
                        ? Answer.to(request.method(), request.uri(), secure)
                        : Answer.refusal(HttpResponseStatus.BAD_REQUEST, fault);
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
        answer = null;
        writing = true;
        CompositeByteBuf body = chosen.echo() ? echoed : null;
        echoed = null;
        writer.write(ctx, chosen, body, head, keepAlive && !inputEnded);
    }

    private void answered() {
        writing = false;
        pat();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        writer.writabilityChanged(ctx);
        if (!writing && ctx.channel().isWritable()) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (Gate.isEnd(event)) {
            inputEnded = true;
            writer.forbidReuse();
            if (!writing) {
                HalfClose.afterWrites(ctx.channel(), limits.idleMillis());
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
