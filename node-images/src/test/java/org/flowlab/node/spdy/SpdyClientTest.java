package org.flowlab.node.spdy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flowlab.node.spdy.ScriptedPeer.FIN;
import static org.flowlab.node.spdy.ScriptedPeer.GOAWAY;
import static org.flowlab.node.spdy.ScriptedPeer.PING;
import static org.flowlab.node.spdy.ScriptedPeer.RST_STREAM;
import static org.flowlab.node.spdy.ScriptedPeer.SETTINGS;
import static org.flowlab.node.spdy.ScriptedPeer.SYN_STREAM;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A client's session against a scripted server.
@Timeout(120)
class SpdyClientTest {
    private static final Map<String, String> OK = Map.of(":status", "200 OK");

    private final Loopback net = new Loopback();
    private SpdySession session;
    private ScriptedPeer peer;

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            net.port = server.getLocalPort();
            session = net.connect(ch -> SpdySession.client(ch, Limits.DEFAULT));
            peer = ScriptedPeer.accept(server);
        }
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        net.close();
    }

    private SpdyStreamChannel open(CompletableFuture<String> got) throws Exception {
        return session.open(SpdySessionTest.headers(), false, new SpdySessionTest.Collect(got))
                .get(25, TimeUnit.SECONDS);
    }

    private SpdyStreamChannel open() throws Exception {
        return open(new CompletableFuture<>());
    }

    private void expectReset(int id, int status) throws Exception {
        ScriptedPeer.Frame frame = peer.next(RST_STREAM);
        assertThat(frame.streamId()).isEqualTo(id);
        assertThat(frame.value()).as("status").isEqualTo(status);
    }

    @Test
    void streams_get_odd_ids_in_order() throws Exception {
        open();
        open();
        assertThat(peer.next(SYN_STREAM).streamId()).isEqualTo(1);
        ScriptedPeer.Frame second = peer.next(SYN_STREAM);
        assertThat(second.streamId()).isEqualTo(3);
        assertThat(second.fin()).isFalse();
    }

    @Test
    void another_thread_opens_a_stream_with_its_handler_only() {
        assertThatThrownBy(() -> session.open(SpdySessionTest.headers(), false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not on the event loop");
    }

    @Test
    void what_is_written_before_the_reply_is_sent_at_once() throws Exception {
        SpdyStreamChannel stream = open();
        stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[7]));
        assertThat(peer.dataOf(1, 7)).hasSize(7);
    }

    @Test
    void a_reply_and_its_data_arrive_whole_though_the_session_ends_behind_them() throws Exception {
        CompletableFuture<String> got = new CompletableFuture<>();
        SpdyStreamChannel stream = open(got);
        stream.config().setAutoRead(false);
        stream.shutdownOutput().sync();
        peer.synReply(1, 0, OK);
        peer.data(1, FIN, "answer".getBytes());
        peer.words(PING, 2);
        peer.next(PING);
        peer.close();
        session.carrier().closeFuture().await(25, TimeUnit.SECONDS);
        stream.config().setAutoRead(true);
        assertThat(got.get(25, TimeUnit.SECONDS)).isEqualTo("answer");
        assertThat(stream.closeFuture().await(25, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void goaway_refuses_what_the_peer_has_not_looked_at() throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        open(first);
        open(second);
        peer.words(GOAWAY, 1, 0);
        assertThatThrownBy(() -> second.get(25, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        SpdyStreamException.class, e -> assertThat(e.refused()).isTrue());
        assertThat(session.canOpen()).isFalse();
        assertThatThrownBy(this::open)
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("going away");
        peer.synReply(1, 0, OK);
        peer.data(1, FIN, "x".getBytes());
        assertThat(first.get(25, TimeUnit.SECONDS)).isEqualTo("x");
    }

    @Test
    void an_idle_session_ends_on_goaway() throws Exception {
        peer.words(GOAWAY, 0, 0);
        peer.expectEnd();
        assertThat(session.carrier().closeFuture().await(25, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void the_peers_limit_of_streams_is_kept() throws Exception {
        peer.words(SETTINGS, 1, 4, 1);
        peer.words(PING, 2);
        peer.next(PING);
        open();
        assertThatThrownBy(this::open).hasMessageContaining("the peer allows 1 streams");
        peer.synReply(1, FIN, OK);
        peer.words(RST_STREAM, 1, 5);
        peer.words(PING, 4);
        peer.next(PING);
        open();
    }

    @Test
    void pushed_streams_are_refused() throws Exception {
        peer.synStream(2, 0, OK);
        expectReset(2, 3);
    }

    @Test
    void data_before_the_reply_and_a_second_reply_are_the_streams_errors() throws Exception {
        CompletableFuture<String> got = new CompletableFuture<>();
        open(got);
        peer.data(1, 0, new byte[1]);
        expectReset(1, 1);
        assertThatThrownBy(() -> got.get(25, TimeUnit.SECONDS)).hasMessageContaining("SYN_REPLY");
        open();
        peer.synReply(3, 0, OK);
        peer.synReply(3, 0, OK);
        expectReset(3, 8);
    }

    @Test
    void a_close_before_the_reply_cancels() throws Exception {
        open().close();
        expectReset(1, 5);
        peer.synReply(1, 0, OK);
        peer.words(PING, 2);
        assertThat(peer.next().type()).as("no answer to what was on its way").isEqualTo(PING);
    }

    @Test
    void the_loss_of_the_connection_fails_pings_and_streams() throws Exception {
        CompletableFuture<String> got = new CompletableFuture<>();
        open(got);
        var ping = session.ping();
        peer.next(PING);
        peer.close();
        assertThatThrownBy(() -> ping.get(25, TimeUnit.SECONDS)).isNotNull();
        assertThatThrownBy(() -> got.get(25, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(this::open).hasMessageContaining("session is closed");
    }

    @Test
    void a_session_runs_inside_a_stream_of_another() throws Exception {
        try (Loopback inner = new Loopback()) {
            inner.serve(
                    ch ->
                            SpdySession.server(
                                    ch,
                                    Limits.DEFAULT,
                                    outer -> {
                                        outer.pipeline().addLast(new Unwrap());
                                    }));
            SpdySession outer = inner.connect(ch -> SpdySession.client(ch, Limits.DEFAULT));
            CompletableFuture<SpdySession> started = new CompletableFuture<>();
            SpdyStreamChannel carrier =
                    outer.open(SpdySessionTest.headers(), false, new Nest(started))
                            .get(25, TimeUnit.SECONDS);
            SpdySession nested = started.get(25, TimeUnit.SECONDS);
            CompletableFuture<String> got = new CompletableFuture<>();
            SpdyStreamChannel stream =
                    nested.open(SpdySessionTest.headers(), false, new SpdySessionTest.Collect(got))
                            .get(25, TimeUnit.SECONDS);
            String text = "0123456789".repeat(100_000);
            stream.writeAndFlush(Unpooled.wrappedBuffer(text.getBytes()));
            stream.shutdownOutput();
            assertThat(got.get(25, TimeUnit.SECONDS)).isEqualTo(text);
            nested.closeWhenIdle();
            assertThat(carrier.closeFuture().await(25, TimeUnit.SECONDS)).isTrue();
        }
    }

    /// Starts a client's session on the stream before anything can arrive: the other end speaks
    /// first, and what came to an empty pipeline would be lost.
    private static final class Nest extends io.netty.channel.ChannelInitializer<SpdyStreamChannel> {
        private final CompletableFuture<SpdySession> started;

        Nest(CompletableFuture<SpdySession> started) {
            this.started = started;
        }

        @Override
        protected void initChannel(SpdyStreamChannel carrier) {
            carrier.pipeline().addLast(new SkipHeaders());
            started.complete(SpdySession.client(carrier, Limits.DEFAULT));
        }
    }

    /// Replies to a CONNECT and becomes the carrier of an inner server's session.
    private static final class Unwrap extends io.netty.channel.ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(io.netty.channel.ChannelHandlerContext ctx, Object message) {
            SpdyStreamChannel stream = (SpdyStreamChannel) ctx.channel();
            var reply = new io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame(stream.streamId());
            reply.headers().set(io.netty.handler.codec.spdy.SpdyHeaders.HttpNames.STATUS, "200");
            ctx.writeAndFlush(reply);
            ctx.pipeline().remove(this);
            SpdySession.server(
                    stream,
                    Limits.DEFAULT,
                    inner -> inner.pipeline().addLast(new SpdySessionTest.Echo()));
        }
    }

    private static final class SkipHeaders extends io.netty.channel.ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(io.netty.channel.ChannelHandlerContext ctx, Object message) {
            if (message instanceof io.netty.buffer.ByteBuf) {
                ctx.fireChannelRead(message);
            }
        }
    }
}
