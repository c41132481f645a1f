package org.flowlab.node.role;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/// Writes an origin's answers one at a time, and a body no faster than the peer reads it. Closes
/// the connection after the last answer.
final class AnswerWriter {
    private static final int CHUNK_BYTES = 16_384;

    private final Runnable progress;
    private final Runnable done;
    private boolean keepAlive;
    private long written;

    /// The answer whose body is being written.
    private @Nullable Answer pouring;

    /// @param progress called each time that a part of a body was sent
    /// @param done called when an answer is written and the next request may come
    AnswerWriter(Runnable progress, Runnable done) {
        this.progress = progress;
        this.done = done;
    }

    /// Closes the connection after the current answer.
    void forbidReuse() {
        keepAlive = false;
    }

    /// Writes an answer.
    ///
    /// @param echo the request's body if the answer repeats it; this method takes ownership
    /// @param head whether the request is a HEAD: the answer gives the body's length, but has no
    ///   body
    /// @param reuse whether the connection may be used again
    void write(
            ChannelHandlerContext ctx,
            Answer answer,
            @Nullable ByteBuf echo,
            boolean head,
            boolean reuse) {
        keepAlive = reuse;
        long length = echo == null ? answer.length() : echo.readableBytes();
        if (echo != null || length <= CHUNK_BYTES) {
            ByteBuf body =
                    head ? Unpooled.EMPTY_BUFFER : echo == null ? small(answer, length) : echo;
            DefaultFullHttpResponse response =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, answer.status(), body);
            describe(response, answer, length);
            finish(ctx, response);
            return;
        }
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status());
        describe(response, answer, length);
        if (head) {
            ctx.write(response);
            finish(ctx, LastHttpContent.EMPTY_LAST_CONTENT);
            return;
        }
        ctx.channel().config().setAutoRead(false);
        ctx.write(response);
        written = 0;
        pouring = answer;
        pour(ctx, answer);
    }

    private static ByteBuf small(Answer answer, long length) {
        return length == 0 ? Unpooled.EMPTY_BUFFER : answer.body(0, (int) length);
    }

    private void describe(HttpResponse response, Answer answer, long length) {
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, length);
        if (answer.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, String.join(", ", Answer.ALLOWED));
        }
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    /// Continues the body if the channel is writable again.
    void writabilityChanged(ChannelHandlerContext ctx) {
        if (pouring != null && ctx.channel().isWritable()) {
            pour(ctx, pouring);
        }
    }

    /// Writes the body while the channel is writable.
    private void pour(ChannelHandlerContext ctx, Answer answer) {
        while (written < answer.length() && ctx.channel().isWritable()) {
            ByteBuf chunk = answer.body(written, CHUNK_BYTES);
            written += chunk.readableBytes();
            ctx.write(new DefaultHttpContent(chunk))
                    .addListener(
                            sent -> {
                                if (sent.isSuccess()) {
                                    progress.run();
                                }
                            });
        }
        if (written == answer.length()) {
            pouring = null;
            finish(ctx, LastHttpContent.EMPTY_LAST_CONTENT);
        } else {
            ctx.flush();
        }
    }

    private void finish(ChannelHandlerContext ctx, Object last) {
        boolean close = !keepAlive;
        ctx.writeAndFlush(last)
                .addListener(
                        sent -> {
                            if (!sent.isSuccess() || close) {
                                ctx.close();
                            }
                        });
        if (!close) {
            done.run();
            // Do not read from a peer that does not read: small requests can have large answers.
            ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        }
    }
}
