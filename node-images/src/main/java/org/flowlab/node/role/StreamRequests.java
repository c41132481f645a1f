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
import io.netty.handler.codec.http.HttpUtil;
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
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.flowlab.node.spdy.SpdyStreamChannel;

/// A proxy's end of one SPDY stream as HTTP messages (SPDY/3.1 §3.2): a request with an absolute
/// URL comes in, or a CONNECT, after which bytes are bytes; a response goes out.
final class StreamRequests extends ChannelDuplexHandler {
    /// Of a connection, not of a message: illegal in SPDY.
    private static final Set<String> ILLEGAL =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "host");

    private boolean ended;
    private boolean connect;
    private DefaultLastHttpContent last = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);

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
            case SpdyHeadersFrame frame -> addTrailers(frame);
            case ByteBuf data when connect -> ctx.fireChannelRead(data);
            case ByteBuf data -> ctx.fireChannelRead(new DefaultHttpContent(data));
            default -> ctx.fireChannelRead(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !connect) {
            end(ctx);
        }
        ctx.fireUserEventTriggered(event);
    }

    private void end(ChannelHandlerContext ctx) {
        if (!ended) {
            ended = true;
            ctx.fireChannelRead(last);
        }
    }

    private void addTrailers(SpdyHeadersFrame frame) {
        try {
            copy(frame.headers(), last.trailingHeaders());
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
            if (!connect && !frame.isLast() && !HttpUtil.isContentLengthSet(request)) {
                request.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            }
            return request;
        } catch (IllegalArgumentException | TooLongHttpHeaderException e) {
            HttpRequest bad = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
            bad.setDecoderResult(DecoderResult.failure(e));
            return bad;
        }
    }

    private static HttpRequest parse(SpdyHeaders headers) {
        HttpMethod method = HttpMethod.valueOf(required(headers, HttpNames.METHOD));
        String path = headers.getAsString(HttpNames.PATH);
        String host = headers.getAsString(HttpNames.HOST);
        String target;
        if (method.equals(HttpMethod.CONNECT)) {
            target = path == null || path.isEmpty() ? required(headers, HttpNames.HOST) : path;
        } else if (path == null || path.isEmpty() || path.startsWith("/") || path.equals("*")) {
            String origin =
                    required(headers, HttpNames.SCHEME) + "://" + required(headers, HttpNames.HOST);
            target = origin + (path == null || path.equals("*") ? "" : path);
        } else {
            target = path;
        }
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, target);
        copy(headers, request.headers());
        if (host != null) {
            request.headers().set(HttpHeaderNames.HOST, host);
        }
        return request;
    }

    private static String required(SpdyHeaders headers, CharSequence name) {
        String value = headers.getAsString(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("the header block has no " + name);
        }
        return value;
    }

    private static void copy(SpdyHeaders from, HttpHeaders to) {
        for (Map.Entry<CharSequence, CharSequence> header : from) {
            String name = header.getKey().toString();
            if (!name.startsWith(":") && !ILLEGAL.contains(name)) {
                to.add(name, header.getValue());
            }
        }
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
                .set(HttpNames.STATUS, response.status().toString())
                .set(HttpNames.VERSION, HttpVersion.HTTP_1_1.text());
        copy(response.headers(), reply.headers());
        if (response instanceof LastHttpContent whole) {
            ctx.write(reply);
            writeLast(ctx, whole, promise);
        } else {
            ctx.write(reply, promise);
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
        copy(end.trailingHeaders(), trailers.headers());
        ctx.write(trailers.setLast(true), promise);
    }

    private static void copy(HttpHeaders from, SpdyHeaders to) {
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!ILLEGAL.contains(name)) {
                to.add(name, header.getValue());
            }
        }
    }

    private static int id(ChannelHandlerContext ctx) {
        return ((SpdyStreamChannel) ctx.channel()).streamId();
    }
}
