package org.flowlab.node.role;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/// A node's only event loop, and all its sockets. Its methods are called on the loop's thread: a
/// socket that is made there belongs to the node's network namespace.
final class NodeLoop {
    static {
        // Netty makes channel ids from a hardware address; a namespace may have none.
        if (System.getProperty("io.netty.machineId") == null) {
            System.setProperty("io.netty.machineId", "02:00:00:00:00:00:00:01");
        }
    }

    private static final boolean NATIVE = Epoll.isAvailable();
    private static final int BACKLOG = 1_024;

    /// `TCP_SYNCNT` of tcp(7): how often SYN or SYN-ACK is sent again.
    private static final ChannelOption<Integer> SYN_COUNT =
            new IntegerUnixChannelOption("TCP_SYNCNT", 6, 7);

    private static final int MOST_SYNS = 127;

    /// How long the kernel repeats SYN-ACK by default. It repeats SYN for longer.
    private static final int KERNEL_SYN_MILLIS = 63_000;

    /// How long the kernel repeats data, at least (`tcp_retries2` in tcp(7)).
    private static final int KERNEL_DATA_MILLIS = 900_000;

    /// A single loop, not a group: a group reports its end on another thread, which would start in
    /// the node's namespace and outlive it.
    private final EventLoop loop;

    private final Set<Channel> open = new HashSet<>();

    NodeLoop(ThreadFactory threads) {
        loop =
                new SingleThreadIoEventLoop(
                        null,
                        threads,
                        NATIVE ? StayingEpoll.newFactory() : NioIoHandler.newFactory());
    }

    EventLoop eventLoop() {
        return loop;
    }

    /// @param connections the most that are open at once; any more are closed at once
    /// @param patienceMillis how long a peer's answer may take
    ChannelFuture listen(
            InetSocketAddress address, int connections, int patienceMillis, ChannelHandler child) {
        ServerBootstrap bootstrap = new ServerBootstrap();
        if (NATIVE && patienceMillis > KERNEL_SYN_MILLIS) {
            bootstrap.option(SYN_COUNT, syns(patienceMillis));
        }
        if (NATIVE && patienceMillis > KERNEL_DATA_MILLIS) {
            bootstrap.childOption(EpollChannelOption.TCP_USER_TIMEOUT, patienceMillis);
        }
        return bootstrap
                .group(loop)
                .channelFactory(NodeLoop::serverSocket)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(tracking())
                .childHandler(counted(connections, child))
                .bind(address);
    }

    /// Connects in a later task, after the events that epoll has already reported. Epoll knows
    /// sockets by their file descriptors, and a new socket may get the descriptor of one that was
    /// just closed. Events of the old socket must not reach the new one.
    Future<Channel> connect(InetSocketAddress address, int timeoutMillis, ChannelHandler handler) {
        Promise<Channel> connected = loop.newPromise();
        loop.execute(() -> connectNow(address, timeoutMillis, handler, connected));
        return connected;
    }

    private void connectNow(
            InetSocketAddress address,
            int timeoutMillis,
            ChannelHandler handler,
            Promise<Channel> connected) {
        Bootstrap bootstrap = new Bootstrap();
        if (NATIVE && timeoutMillis > KERNEL_SYN_MILLIS) {
            bootstrap.option(SYN_COUNT, syns(timeoutMillis));
        }
        if (NATIVE && timeoutMillis > KERNEL_DATA_MILLIS) {
            bootstrap.option(EpollChannelOption.TCP_USER_TIMEOUT, timeoutMillis);
        }
        bootstrap
                .group(loop)
                .channelFactory(NodeLoop::socket)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .disableResolver()
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                track(channel);
                                channel.pipeline().addLast(handler);
                            }
                        })
                .connect(address)
                .addListener(
                        (ChannelFutureListener)
                                done -> {
                                    if (done.isSuccess()) {
                                        connected.setSuccess(done.channel());
                                    } else {
                                        connected.setFailure(done.cause());
                                    }
                                });
    }

    /// The number of times that the kernel must repeat SYN to try for this long. It waits 1 s
    /// before the first repetition, then doubles the wait each time, up to 120 s (RFC 6298 §2.1,
    /// §5.5).
    static int syns(int millis) {
        long passed = 1_000;
        long wait = 1_000;
        int count = 0;
        while (passed <= millis && count < MOST_SYNS) {
            count++;
            wait = Math.min(2 * wait, 120_000);
            passed += wait;
        }
        return count;
    }

    /// Every socket that is open: listening, accepted, connected.
    List<Channel> sockets() {
        return List.copyOf(open);
    }

    /// Closes every open socket, then ends the loop.
    void end() {
        sockets().forEach(Channel::close);
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }

    /// Waits up to 10 s until the loop's thread has ended. Must not be called on that thread.
    void awaitEnd() {
        loop.terminationFuture().awaitUninterruptibly(10, TimeUnit.SECONDS);
    }

    private void track(Channel channel) {
        open.add(channel);
        channel.closeFuture().addListener(closed -> open.remove(channel));
    }

    private ChannelHandler tracking() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                track(channel);
            }
        };
    }

    private ChannelHandler counted(int most, ChannelHandler child) {
        int[] count = {0};
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (count[0] >= most) {
                    channel.close();
                    return;
                }
                count[0]++;
                channel.closeFuture().addListener(closed -> count[0]--);
                track(channel);
                channel.pipeline().addLast(child);
            }
        };
    }

    private static ServerChannel serverSocket() {
        return NATIVE
                ? new EpollServerSocketChannel(SocketProtocolFamily.INET)
                : new NioServerSocketChannel(
                        SelectorProvider.provider(), SocketProtocolFamily.INET);
    }

    private static Channel socket() {
        return NATIVE
                ? new EpollSocketChannel(SocketProtocolFamily.INET)
                : new NioSocketChannel(SelectorProvider.provider(), SocketProtocolFamily.INET);
    }
}
