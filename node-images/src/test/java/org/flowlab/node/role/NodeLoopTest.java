package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NodeLoopTest {
    private static final int ROUNDS = 20;
    private static final int PATIENCE_MILLIS = 5_000;

    private final NodeLoop loop = new NodeLoop(Thread::new);
    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();

    @AfterEach
    void end() {
        loop.end();
        loop.awaitEnd();
    }

    /// Two sockets are readable at once. The first one's reader closes the second and connects
    /// anew; the new socket gets the number of the closed one, and is not to get its bytes' event.
    @Test
    void a_new_connection_is_not_told_what_was_meant_for_a_closed_one() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                FullServer full = new FullServer()) {
            for (int round = 0; round < ROUNDS; round++) {
                replaceOnRead(server, full.address());
            }
        }
        assertThat(errors).isEmpty();
    }

    private void replaceOnRead(ServerSocket server, InetSocketAddress unanswered) throws Exception {
        CountDownLatch replaced = new CountDownLatch(1);
        Channel[] victim = new Channel[1];
        Channel[] replacement = new Channel[1];
        connect(
                server,
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object message) {
                        ReferenceCountUtil.release(message);
                        victim[0].close();
                        loop.connect(
                                unanswered,
                                PATIENCE_MILLIS,
                                new ChannelInboundHandlerAdapter() {
                                    @Override
                                    public void handlerAdded(ChannelHandlerContext fresh) {
                                        replacement[0] = fresh.channel();
                                        replaced.countDown();
                                    }

                                    @Override
                                    public void exceptionCaught(
                                            ChannelHandlerContext fresh, Throwable cause) {
                                        errors.add(cause);
                                    }
                                });
                    }
                });
        try (Socket first = server.accept()) {
            victim[0] = connect(server, new ChannelInboundHandlerAdapter());
            try (Socket second = server.accept()) {
                loop.eventLoop().execute(() -> sendBoth(first, second));
                assertThat(replaced.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
            }
        }
        loop.eventLoop().submit(() -> replacement[0].close()).sync();
    }

    private Channel connect(ServerSocket server, ChannelInboundHandlerAdapter handler)
            throws Exception {
        return loop.connect(
                        (InetSocketAddress) server.getLocalSocketAddress(),
                        PATIENCE_MILLIS,
                        handler)
                .sync()
                .getNow();
    }

    /// On the loop's thread, which thus sees both only afterwards.
    private static void sendBoth(Socket first, Socket second) {
        try {
            first.getOutputStream().write(1);
            second.getOutputStream().write(1);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
