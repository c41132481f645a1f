package org.flowlab.node.role;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.LastHttpContent;

/// Removes the HTTP/1.1 decoder right after a CONNECT. The bytes that follow are not HTTP, and may
/// arrive in the same read.
final class ConnectSplit extends ChannelInboundHandlerAdapter {
    private final HttpServerCodec codec;
    private boolean connect;

    ConnectSplit(HttpServerCodec codec) {
        this.codec = codec;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            connect =
                    request.decoderResult().isSuccess()
                            && request.method().equals(HttpMethod.CONNECT);
        }
        ctx.fireChannelRead(message);
        if (connect && message instanceof LastHttpContent) {
            connect = false;
            codec.removeInboundHandler();
        }
    }
}
