package org.flowlab.node.role;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyHeadersFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyHeaders;
import io.netty.handler.codec.spdy.SpdyHeaders.HttpNames;
import io.netty.handler.codec.spdy.SpdyHeadersFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.flowlab.node.spdy.SpdyStreamChannel;
import org.jspecify.annotations.Nullable;

/// Converts a server's SPDY stream to HTTP messages and back (SPDY/3.1 §3.2). The messages are
/// those of the HTTP/1.1 codec, so that the same handlers can follow. After a CONNECT, bytes are
/// passed on unchanged.
final class StreamRequest extends ChannelDuplexHandler {
    private static final long UNKNOWN = -1;
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    private final boolean proxy;
    private final int trailerBytes;
    private boolean ended;
    private boolean connect;

    /// The bytes of DATA that must still come according to Content-Length; [#UNKNOWN] without one.
    private long bytesLeft = UNKNOWN;

    private int trailerBytesSeen;
    private DefaultLastHttpContent last = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);

    /// @param proxy whether a request's target becomes an absolute URL, made of `:scheme`, `:host`
    ///   and `:path`; else it is the path
    /// @param trailerBytes the largest sum of the fields in later HEADERS, in bytes
    StreamRequest(boolean proxy, int trailerBytes) {
        this.proxy = proxy;
        this.trailerBytes = trailerBytes;
    }

    // ── reading ──

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        switch (message) {
            case SpdySynStreamFrame frame -> {
                ctx.fireChannelRead(request(frame));
                if (frame.isLast() || connect) {
                    end(ctx);
                }
            }
            case SpdyHeadersFrame frame -> trailers(ctx, frame);
            case ByteBuf data when connect -> ctx.fireChannelRead(data);
            case ByteBuf data -> body(ctx, data);
            default -> ctx.fireChannelRead(message);
        }
    }

    /// Ends the request at the peer's FIN; in a tunnel, passes the FIN on.
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !connect) {
            end(ctx);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /// Passes DATA on, but not more than Content-Length says: an origin would read the rest as the
    /// next request (§3.2.1).
    private void body(ChannelHandlerContext ctx, ByteBuf data) {
        if (ended || (bytesLeft != UNKNOWN && data.readableBytes() > bytesLeft)) {
            data.release();
            end(ctx, "more DATA than Content-Length says");
            return;
        }
        if (bytesLeft != UNKNOWN) {
            bytesLeft -= data.readableBytes();
        }
        ctx.fireChannelRead(new DefaultHttpContent(data));
    }

    private void end(ChannelHandlerContext ctx) {
        end(ctx, bytesLeft > 0 ? "less DATA than Content-Length says" : null);
    }

    private void end(ChannelHandlerContext ctx, @Nullable String error) {
        if (!ended) {
            ended = true;
            if (error != null) {
                last.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(error)));
            }
            ctx.fireChannelRead(last);
        }
    }

    private void trailers(ChannelHandlerContext ctx, SpdyHeadersFrame frame) {
        if (ended) {
            return;
        }
        for (Map.Entry<CharSequence, CharSequence> field : frame.headers()) {
            trailerBytesSeen += 8 + field.getKey().length() + field.getValue().length();
        }
        if (frame.isTruncated() || trailerBytesSeen > trailerBytes) {
            end(ctx, "more than " + trailerBytes + " bytes in HEADERS");
            return;
        }
        try {
            SpdyHeads.toHttp(frame.headers(), last.trailingHeaders());
        } catch (IllegalArgumentException e) {
            last = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
            last.setDecoderResult(DecoderResult.failure(e));
        }
    }

    private HttpRequest request(SpdySynStreamFrame frame) {
        try {
            if (frame.isTruncated()) {
                throw new TooLongHttpHeaderException("the header block is too large");
            }
            HttpRequest request = parse(frame.headers());
            connect = request.method().equals(HttpMethod.CONNECT);
            bytesLeft = contentLength(request.headers());
            if (bytesLeft > 0 && frame.isLast()) {
                throw new IllegalArgumentException("less DATA than Content-Length says");
            }
            if (!connect && !frame.isLast() && bytesLeft == UNKNOWN) {
                request.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            }
            return request;
        } catch (IllegalArgumentException | TooLongHttpHeaderException e) {
            HttpRequest bad = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
            bad.setDecoderResult(DecoderResult.failure(e));
            return bad;
        }
    }

    /// The value of Content-Length, or [#UNKNOWN].
    ///
    /// @throws IllegalArgumentException if it is not one number (RFC 9110 §8.6)
    private static long contentLength(HttpHeaders headers) {
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (lengths.isEmpty()) {
            return UNKNOWN;
        }
        String length = lengths.getFirst();
        if (lengths.size() > 1 || !DIGITS.matcher(length).matches()) {
            throw new IllegalArgumentException("Content-Length " + lengths + " is not one number");
        }
        return Long.parseLong(length);
    }

    /// Makes a request from a header block. Every field of §3.2.1 is required, but a CONNECT has no
    /// scheme.
    private HttpRequest parse(SpdyHeaders headers) {
        HttpMethod method = HttpMethod.valueOf(SpdyHeads.required(headers, HttpNames.METHOD));
        String host = SpdyHeads.required(headers, HttpNames.HOST);
        SpdyHeads.required(headers, HttpNames.VERSION);
        HttpRequest request =
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, target(method, host, headers));
        SpdyHeads.toHttp(headers, request.headers());
        request.headers().set(HttpHeaderNames.HOST, host);
        return request;
    }

    private String target(HttpMethod method, String host, SpdyHeaders headers) {
        String path = SpdyHeads.required(headers, HttpNames.PATH);
        if (method.equals(HttpMethod.CONNECT)) {
            return path;
        }
        String scheme = SpdyHeads.required(headers, HttpNames.SCHEME);
        if (!Answer.SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("scheme \"" + scheme + "\": http or https expected");
        }
        if (proxy && path.equals("*")) {
            return scheme + "://" + host;
        }
        return proxy && path.startsWith("/") ? scheme + "://" + host + path : path;
    }

    // ── writing ──

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        switch (message) {
            case HttpResponse response
                    when response.status().codeClass() == HttpStatusClass.INFORMATIONAL -> {
                ReferenceCountUtil.release(response);
                promise.setSuccess();
            }
            case HttpResponse response -> writeHead(ctx, response, promise);
            case LastHttpContent end -> writeLast(ctx, end, promise);
            case HttpContent content -> ctx.write(content.content(), promise);
            default -> ctx.write(message, promise);
        }
    }

    private static void writeHead(
            ChannelHandlerContext ctx, HttpResponse response, ChannelPromise promise) {
        DefaultSpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(id(ctx));
        reply.headers()
                .set(HttpNames.STATUS, response.status().toString().strip())
                .set(HttpNames.VERSION, HttpVersion.HTTP_1_1.text());
        SpdyHeads.toSpdy(response.headers(), reply.headers());
        if (!(response instanceof LastHttpContent whole)) {
            ctx.write(reply, promise);
        } else if (whole.content().isReadable() || !whole.trailingHeaders().isEmpty()) {
            ctx.write(reply);
            writeLast(ctx, whole, promise);
        } else {
            whole.release();
            ctx.write(reply.setLast(true), promise);
        }
    }

    private static void writeLast(
            ChannelHandlerContext ctx, LastHttpContent end, ChannelPromise promise) {
        if (end.trailingHeaders().isEmpty()) {
            ctx.write(new DefaultSpdyDataFrame(id(ctx), end.content()).setLast(true), promise);
            return;
        }
        ctx.write(end.content());
        DefaultSpdyHeadersFrame trailers = new DefaultSpdyHeadersFrame(id(ctx));
        SpdyHeads.toSpdy(end.trailingHeaders(), trailers.headers());
        ctx.write(trailers.setLast(true), promise);
    }

    private static int id(ChannelHandlerContext ctx) {
        return ((SpdyStreamChannel) ctx.channel()).streamId();
    }
}
