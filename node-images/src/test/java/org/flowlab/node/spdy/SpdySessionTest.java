package org.flowlab.node.spdy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.spdy.DefaultSpdyHeaders;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyHeaders;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.junit.jupiter.api.Test;

class SpdySessionTest {
    @Test
    void a_stream_carries_bytes_both_ways_and_closes_when_both_have_ended() throws Exception {
        try (Loopback net = new Loopback()) {
            net.serve(
                    ch ->
                            SpdySession.server(
                                    ch, Limits.DEFAULT, s -> s.pipeline().addLast(new Echo())));
            SpdySession session = net.connect(ch -> SpdySession.client(ch, Limits.DEFAULT));
            CompletableFuture<String> got = new CompletableFuture<>();
            SpdyStreamChannel stream =
                    session.open(headers(), false, new Collect(got)).get(25, TimeUnit.SECONDS);
            stream.writeAndFlush(Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII));
            stream.shutdownOutput();
            assertThat(got.get(25, TimeUnit.SECONDS)).isEqualTo("hello");
            assertThat(stream.closeFuture().await(25, TimeUnit.SECONDS)).isTrue();
            assertThat(session.ping().get(25, TimeUnit.SECONDS)).isPositive();
            session.closeWhenIdle();
            assertThat(session.carrier().closeFuture().await(25, TimeUnit.SECONDS)).isTrue();
        }
    }

    static SpdyHeaders headers() {
        SpdyHeaders headers = new DefaultSpdyHeaders();
        headers.set(SpdyHeaders.HttpNames.METHOD, "CONNECT");
        return headers;
    }

    /// Replies, then sends back what it reads.
    static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof ByteBuf) {
                ctx.writeAndFlush(message);
            } else {
                int id = ((SpdyStreamChannel) ctx.channel()).streamId();
                var reply = new DefaultSpdySynReplyFrame(id);
                reply.headers().set(SpdyHeaders.HttpNames.STATUS, "200 OK");
                ctx.writeAndFlush(reply);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                ((SpdyStreamChannel) ctx.channel()).shutdownOutput();
            }
        }
    }

    static final class Collect extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<String> got;
        private final StringBuilder text = new StringBuilder();

        Collect(CompletableFuture<String> got) {
            this.got = got;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof ByteBuf data) {
                text.append(data.toString(StandardCharsets.US_ASCII));
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                got.complete(text.toString());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            got.completeExceptionally(cause);
        }
    }
}
