package org.flowlab.node.role;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyHeaders;
import io.netty.handler.codec.spdy.SpdyHeaders.HttpNames;
import io.netty.handler.codec.spdy.SpdyHeadersFrame;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import java.util.Set;

/// HTTP on one SPDY stream (SPDY/3.1 §3): SYN_STREAM, SYN_REPLY and DATA ↔ the HTTP messages that
/// the codec of HTTP/1.1 has, so that the handlers above are the same.
///
/// A server's end reads the request and writes the response. A client's end reads the response; its
/// request went out as the session opened the stream.
final class SpdyHttp extends ChannelDuplexHandler {
    /// Of a connection, not of a message (SPDY/3.1 §3.2.2).
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding");

    private final boolean tunnel;
    private boolean ended;

    /// @param tunnel whether this is the client's end of a CONNECT: a 2xx is the whole response,
    ///   and what follows is not HTTP
    SpdyHttp(boolean tunnel) {
        this.tunnel = tunnel;
    }

    // ── reading ──

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        switch (message) {
            case SpdySynStreamFrame frame -> ctx.fireChannelRead(request(frame));
            case SpdySynReplyFrame frame -> ctx.fireChannelRead(response(frame));
            case SpdyHeadersFrame trailers -> ReferenceCountUtil.release(trailers);
            case ByteBuf data -> ctx.fireChannelRead(new DefaultHttpContent(data));
            default -> ctx.fireChannelRead(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            if (!ended) {
                ended = true;
                ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
            }
        } else if (!(event instanceof ChannelInputShutdownReadComplete)) {
            ctx.fireUserEventTriggered(event);
        }
    }

    private static HttpMessage request(SpdySynStreamFrame frame) {
        SpdyHeaders headers = frame.headers();
        try {
            DefaultHttpRequest request =
                    new DefaultHttpRequest(
                            HttpVersion.HTTP_1_1,
                            HttpMethod.valueOf(required(headers, HttpNames.METHOD)),
                            required(headers, HttpNames.PATH));
            copy(headers, request.headers());
            request.headers().set(HttpHeaderNames.HOST, required(headers, HttpNames.HOST));
            return request;
        } catch (IllegalArgumentException e) {
            DefaultHttpRequest bad =
                    new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
            bad.setDecoderResult(DecoderResult.failure(e));
            return bad;
        }
    }

    private HttpMessage response(SpdySynReplyFrame frame) {
        SpdyHeaders headers = frame.headers();
        HttpResponse response;
        try {
            HttpResponseStatus status =
                    HttpResponseStatus.parseLine(required(headers, HttpNames.STATUS));
            if (tunnel && status.codeClass() == HttpStatusClass.SUCCESS) {
                ended = true;
                response =
                        new DefaultFullHttpResponse(
                                HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
            } else {
                response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
            }
            copy(headers, response.headers());
        } catch (IllegalArgumentException e) {
            response =
                    new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_GATEWAY);
            response.setDecoderResult(DecoderResult.failure(e));
        }
        return response;
    }

    private static String required(SpdyHeaders headers, CharSequence name) {
        String value = headers.getAsString(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("SPDY header block without \"" + name + "\"");
        }
        return value;
    }

    private static void copy(SpdyHeaders from, HttpHeaders to) {
        for (Map.Entry<CharSequence, CharSequence> header : from) {
            if (header.getKey().charAt(0) != ':') {
                to.add(header.getKey(), header.getValue());
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
            case LastHttpContent last -> writeLast(ctx, last.content(), promise);
            case HttpContent content -> ctx.write(content.content(), promise);
            default -> ctx.write(message, promise);
        }
    }

    private static void writeHead(
            ChannelHandlerContext ctx, HttpResponse response, ChannelPromise promise) {
        DefaultSpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(1);
        reply.headers()
                .set(HttpNames.STATUS, response.status().toString())
                .set(HttpNames.VERSION, HttpVersion.HTTP_1_1.text());
        for (Map.Entry<String, String> header : response.headers()) {
            String name = header.getKey().toLowerCase(java.util.Locale.ROOT);
            if (!HOP_BY_HOP.contains(name)) {
                reply.headers().add(name, header.getValue());
            }
        }
        if (!(response instanceof LastHttpContent whole)) {
            ctx.write(reply, promise);
        } else if (whole.content().isReadable()) {
            ctx.write(reply);
            writeLast(ctx, whole.content(), promise);
        } else {
            whole.release();
            ctx.write(reply.setLast(true), promise);
        }
    }

    private static void writeLast(
            ChannelHandlerContext ctx, ByteBuf content, ChannelPromise promise) {
        ctx.write(new DefaultSpdyDataFrame(1, content).setLast(true), promise);
    }
}
