package org.flowlab.node.spdy;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/// TCP on 127.0.0.1 with one event loop.
final class Loopback implements AutoCloseable {
    final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    int port;

    void serve(Consumer<Channel> accepted) throws InterruptedException {
        Channel server =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(initializer(accepted))
                        .bind("127.0.0.1", 0)
                        .sync()
                        .channel();
        port = ((InetSocketAddress) server.localAddress()).getPort();
    }

    /// Connects, and calls `connected` before anything is read: the peer may speak first, and what
    /// came to an empty pipeline would be lost.
    <T> T connect(Function<Channel, T> connected) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(initializer(ch -> ch.pipeline().addLast(onceActive(connected, done))))
                .connect("127.0.0.1", port)
                .sync();
        return done.get(25, TimeUnit.SECONDS);
    }

    private static <T> ChannelInboundHandlerAdapter onceActive(
            Function<Channel, T> connected, CompletableFuture<T> done) {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                ctx.pipeline().remove(this);
                done.complete(connected.apply(ctx.channel()));
            }
        };
    }

    private static ChannelInitializer<Channel> initializer(Consumer<Channel> action) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel ch) {
                action.accept(ch);
            }
        };
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
