package org.flowlab.node.role;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.spdy.SpdyHeaders.HttpNames;
import io.netty.handler.codec.spdy.SpdyHeadersFrame;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.util.ReferenceCountUtil;

/// Converts a client's SPDY stream to HTTP messages (SPDY/3.1 §3.2.2): SYN_REPLY and DATA become a
/// response like that of the HTTP/1.1 codec. The request was sent when the session opened the
/// stream.
final class StreamResponse extends ChannelInboundHandlerAdapter {
    private final boolean tunnel;
    private boolean ended;

    /// @param tunnel whether the response answers a CONNECT: then a 2xx is complete without a body,
    ///   and the bytes that follow are not HTTP
    StreamResponse(boolean tunnel) {
        this.tunnel = tunnel;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        switch (message) {
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

    private HttpResponse response(SpdySynReplyFrame frame) {
        HttpResponse response;
        try {
            HttpResponseStatus status =
                    HttpResponseStatus.parseLine(
                            SpdyHeads.required(frame.headers(), HttpNames.STATUS));
            if (tunnel && status.codeClass() == HttpStatusClass.SUCCESS) {
                ended = true;
                response =
                        new DefaultFullHttpResponse(
                                HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
            } else {
                response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
            }
            SpdyHeads.toHttp(frame.headers(), response.headers());
        } catch (IllegalArgumentException e) {
            response =
                    new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_GATEWAY);
            response.setDecoderResult(DecoderResult.failure(e));
        }
        return response;
    }
}
