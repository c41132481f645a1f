package org.flowlab.node.spdy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyHeaders;
import io.netty.handler.codec.spdy.SpdyHeaders.HttpNames;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.util.ReferenceCountUtil;

/// A stream's server that replies at once and takes whatever comes.
class Replying extends ChannelInboundHandlerAdapter {
    /// Adds what a reply has beside its status.
    void addTo(SpdyHeaders reply) {}

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof SpdySynStreamFrame syn) {
            DefaultSpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(syn.streamId());
            reply.headers().set(HttpNames.STATUS, "200 OK");
            addTo(reply.headers());
            ctx.writeAndFlush(reply);
        }
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // The stream's end is what is looked at.
    }
}
