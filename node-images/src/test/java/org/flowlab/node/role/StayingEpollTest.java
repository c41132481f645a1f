package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a socket costs that stays in epoll although it waits for nothing.
@Timeout(60)
class StayingEpollTest {
    private static final int EPOLLERR = 0x8;
    private static final int EPOLLHUP = 0x10;
    private static final int EPOLLET = 0x8000_0000;
    private static final int REST_MILLIS = 200;

    /// How often the loop has waited, and come back.
    private final AtomicLong rounds = new AtomicLong();

    private EventLoop loop;
    private ServerSocket server;
    private EpollSocketChannel channel;
    private Socket peer;

    @BeforeEach
    void connect() throws Exception {
        Assumptions.assumeTrue(Epoll.isAvailable(), "skipped: no epoll here");
        IoHandlerFactory staying = StayingEpoll.newFactory();
        ThreadFactory threads = Thread::new;
        loop =
                new SingleThreadIoEventLoop(
                        null, threads, thread -> counting(staying.newHandler(thread)));
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        channel =
                (EpollSocketChannel)
                        new Bootstrap()
                                .group(loop)
                                .channel(EpollSocketChannel.class)
                                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                                .handler(new ChannelInboundHandlerAdapter())
                                .connect(server.getLocalSocketAddress())
                                .sync()
                                .channel();
        peer = server.accept();
    }

    private IoHandler counting(IoHandler handler) {
        return (IoHandler)
                Proxy.newProxyInstance(
                        IoHandler.class.getClassLoader(),
                        new Class<?>[] {IoHandler.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("run")) {
                                rounds.incrementAndGet();
                            }
                            return method.invoke(handler, arguments);
                        });
    }

    @AfterEach
    void end() throws Exception {
        if (peer != null) {
            peer.close();
            server.close();
            loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
    }

    /// The peer has ended its side: the socket waits for nothing.
    private void halfClose() throws Exception {
        peer.shutdownOutput();
        while (!channel.isInputShutdown() || watched() != (EPOLLET | EPOLLERR | EPOLLHUP)) {
            Thread.sleep(1);
        }
    }

    /// Errors and hang-ups epoll tells of unasked.
    private int watched() throws Exception {
        return NodeSocket.events(channel).orElseThrow();
    }

    /// Waits until the loop has stood still for a while, as one that is told of something again and
    /// again never does.
    private void awaitRest() throws Exception {
        long before;
        do {
            before = rounds.get();
            Thread.sleep(REST_MILLIS);
        } while (rounds.get() != before);
        assertThat(channel.isOpen()).as("the socket is open").isTrue();
    }

    @Test
    void a_loop_rests_beside_a_socket_that_waits_for_nothing() throws Exception {
        halfClose();
        awaitRest();
    }

    @Test
    void a_loop_rests_beside_a_socket_that_has_ended_both_ways() throws Exception {
        halfClose();
        channel.shutdownOutput().sync();
        awaitRest();
        assertThat(watched()).isEqualTo(EPOLLET | EPOLLERR | EPOLLHUP);
    }

    @Test
    void a_loop_rests_beside_a_socket_that_was_reset() throws Exception {
        halfClose();
        peer.setSoLinger(true, 0);
        peer.close();
        awaitRest();
    }

    @Test
    void a_socket_that_waited_for_nothing_can_wait_for_room() throws Exception {
        halfClose();
        int size = 30_000_000;
        var written = channel.writeAndFlush(channel.alloc().buffer(size).writeZero(size));
        awaitRest();
        assertThat(written.isDone()).as("all is in the kernel").isFalse();
        assertThat(peer.getInputStream().readNBytes(size)).hasSize(size);
        assertThat(written.sync().isSuccess()).isTrue();
        awaitRest();
        assertThat(watched()).isEqualTo(EPOLLET | EPOLLERR | EPOLLHUP);
    }
}
