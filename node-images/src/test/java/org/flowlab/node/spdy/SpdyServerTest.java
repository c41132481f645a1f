package org.flowlab.node.spdy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.spdy.ScriptedPeer.DATA;
import static org.flowlab.node.spdy.ScriptedPeer.FIN;
import static org.flowlab.node.spdy.ScriptedPeer.GOAWAY;
import static org.flowlab.node.spdy.ScriptedPeer.PING;
import static org.flowlab.node.spdy.ScriptedPeer.RST_STREAM;
import static org.flowlab.node.spdy.ScriptedPeer.SETTINGS;
import static org.flowlab.node.spdy.ScriptedPeer.SYN_REPLY;
import static org.flowlab.node.spdy.ScriptedPeer.WINDOW_UPDATE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyHeaders;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server's session against a scripted client.
@Timeout(120)
class SpdyServerTest {
    private static final Limits LIMITS =
            new Limits(1_000, 30_000, 60_000, 60_000, 16_384, 3, 10, 65_536);
    private static final int PROTOCOL_ERROR = 1;
    private static final int INVALID_STREAM = 2;
    private static final int REFUSED_STREAM = 3;
    private static final int CANCEL = 5;
    private static final int FLOW_CONTROL_ERROR = 7;
    private static final int STREAM_ALREADY_CLOSED = 9;

    private final Loopback net = new Loopback();
    private final BlockingQueue<SpdyStreamChannel> streams = new LinkedBlockingQueue<>();
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final BlockingQueue<SpdySession> sessions = new LinkedBlockingQueue<>();
    private boolean autoRead = true;
    private ScriptedPeer peer;

    @BeforeEach
    void start() throws Exception {
        net.serve(ch -> sessions.add(SpdySession.server(ch, LIMITS, this::accept)));
        peer = ScriptedPeer.to(net.port);
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        net.close();
    }

    private void accept(SpdyStreamChannel stream) {
        stream.config().setAutoRead(autoRead);
        stream.pipeline().addLast(new Recorder());
    }

    private SpdyStreamChannel stream() throws InterruptedException {
        SpdyStreamChannel stream = streams.poll(25, TimeUnit.SECONDS);
        assertThat(stream).as("a stream").isNotNull();
        return stream;
    }

    private SpdyStreamChannel opened(int id) throws Exception {
        peer.connect(id);
        SpdyStreamChannel stream = stream();
        stream.writeAndFlush(reply(id));
        assertThat(peer.next(SYN_REPLY).streamId()).isEqualTo(id);
        return stream;
    }

    private static DefaultSpdySynReplyFrame reply(int id) {
        DefaultSpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(id);
        reply.headers().set(SpdyHeaders.HttpNames.STATUS, "200 OK");
        return reply;
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private void expectReset(int id, int status) throws Exception {
        ScriptedPeer.Frame frame = peer.next(RST_STREAM);
        assertThat(frame.streamId()).isEqualTo(id);
        assertThat(frame.value()).as("status").isEqualTo(status);
    }

    private void expectSessionError() throws Exception {
        assertThat(peer.next(GOAWAY).value()).isEqualTo(PROTOCOL_ERROR);
        peer.expectEnd();
    }

    // ── the session ──

    @Test
    void it_tells_its_settings_first() throws Exception {
        ScriptedPeer.Frame frame = peer.next();
        assertThat(frame.type()).isEqualTo(SETTINGS);
        // 2 entries: 4 MAX_CONCURRENT_STREAMS = 3, 7 INITIAL_WINDOW_SIZE = 32768
        assertThat(ByteBuffer.wrap(frame.payload()).asIntBuffer())
                .isEqualTo(java.nio.IntBuffer.wrap(new int[] {2, 4, 3, 7, 32_768}));
    }

    @Test
    void a_ping_is_answered_and_a_wrong_answer_is_not() throws Exception {
        peer.words(PING, 2);
        peer.words(PING, 7);
        assertThat(peer.next(PING).streamId()).isEqualTo(7);
        peer.expectNo(PING, 100);
    }

    @Test
    void a_stream_id_of_the_wrong_side_is_a_session_error() throws Exception {
        peer.connect(2);
        expectSessionError();
    }

    @Test
    void a_stream_id_that_goes_back_is_a_session_error() throws Exception {
        opened(5);
        peer.connect(3);
        expectSessionError();
        assertThat(stream0Inactive()).isTrue();
    }

    private boolean stream0Inactive() throws InterruptedException {
        Object event;
        do {
            event = seen.poll(25, TimeUnit.SECONDS);
        } while (event != null && !event.equals("inactive"));
        return event != null;
    }

    @Test
    void text_instead_of_frames_ends_the_session() throws Exception {
        peer.raw("GET / HTTP/1.1\r\nHost: origin\r\n\r\n".getBytes());
        peer.close();
        assertThat(sessions.take().carrier().closeFuture().await(25, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_broken_header_block_is_a_session_error() throws Exception {
        byte[] payload = new byte[40];
        payload[3] = 1;
        Arrays.fill(payload, 10, 40, (byte) 0xA5);
        peer.control(ScriptedPeer.SYN_STREAM, 0, payload);
        expectSessionError();
    }

    @Test
    void a_header_bomb_is_a_session_error() throws Exception {
        byte[] block = peer.deflate(new byte[8 << 20]);
        ByteBuffer payload = ByteBuffer.allocate(10 + block.length);
        payload.putInt(1).putInt(0).putShort((short) 0).put(block);
        peer.control(ScriptedPeer.SYN_STREAM, 0, payload.array());
        expectSessionError();
        assertThat(streams).isEmpty();
    }

    @Test
    void a_session_window_beyond_its_bounds_is_a_session_error() throws Exception {
        peer.windowUpdate(0, Integer.MAX_VALUE);
        expectSessionError();
    }

    @Test
    void random_bytes_neither_hang_nor_crash() throws Exception {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            try (ScriptedPeer other = ScriptedPeer.to(net.port)) {
                if (seed % 2 == 0) {
                    other.connect(1);
                }
                for (int i = 0; i < 20; i++) {
                    byte[] payload = new byte[random.nextInt(60)];
                    random.nextBytes(payload);
                    if (payload.length > 3 && random.nextBoolean()) {
                        payload[0] = payload[1] = payload[2] = 0;
                        payload[3] = 1;
                    }
                    other.control(random.nextInt(12), random.nextInt(4), payload);
                }
                other.raw(bytes(200));
            } catch (java.io.IOException e) {
                // The session has ended early, as it may.
            }
        }
        peer.words(PING, 1);
        assertThat(peer.next(PING).streamId()).isEqualTo(1);
    }

    @Test
    void a_peer_that_provokes_answers_and_reads_none_is_dropped() throws Exception {
        SpdySession session = sessions.take();
        try {
            for (int i = 0; i < 2_000_000 && session.carrier().isActive(); i++) {
                peer.words(PING, 1);
            }
        } catch (java.io.IOException e) {
            // Dropped, while we wrote.
        }
        assertThat(session.carrier().closeFuture().await(25, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void after_goaway_new_streams_are_ignored_and_old_ones_go_on() throws Exception {
        SpdyStreamChannel stream = opened(1);
        sessions.take().closeWhenIdle();
        ScriptedPeer.Frame goAway = peer.next(GOAWAY);
        assertThat(goAway.streamId()).as("last good id").isEqualTo(1);
        peer.connect(3);
        stream.writeAndFlush(Unpooled.wrappedBuffer(bytes(10)));
        assertThat(peer.dataOf(1, 10)).isEqualTo(bytes(10));
        stream.shutdownOutput();
        assertThat(peer.next(DATA).fin()).isTrue();
        peer.data(1, FIN, new byte[0]);
        peer.expectEnd();
        assertThat(streams).isEmpty();
    }

    // ── streams ──

    /// Somewhere between what the kernel holds and a little more, the end of the answer is still in
    /// the carrier when the last stream has ended.
    @Test
    void a_session_ends_behind_what_its_peer_has_yet_to_read() throws Exception {
        int behind = 0;
        for (int size = 20_000; size < 200_000; size += 20_000) {
            try (ScriptedPeer slow = ScriptedPeer.slow(net.port)) {
                slow.initialWindow(1 << 20);
                slow.windowUpdate(0, 1 << 20);
                slow.connect(1);
                SpdyStreamChannel stream = stream();
                stream.session().carrier().config().setOption(ChannelOption.SO_SNDBUF, 8_192);
                stream.write(reply(1));
                stream.writeAndFlush(Unpooled.wrappedBuffer(bytes(size)));
                stream.shutdownOutput();
                slow.data(1, FIN, new byte[0]);
                slow.words(GOAWAY, 0, 0);
                awaitGoAway(stream.session());
                behind += hasEndedAheadOfItsCarrier(stream) ? 1 : 0;
                assertThat(slow.dataOf(1, size)).as("all of " + size).hasSize(size);
                slow.expectEnd();
            }
        }
        assertThat(behind).as("sessions that ended with something left to write").isPositive();
    }

    private static void awaitGoAway(SpdySession session) throws Exception {
        while (session.carrier().eventLoop().submit(session::canOpen).get()) {
            Thread.sleep(1);
        }
    }

    private static boolean hasEndedAheadOfItsCarrier(SpdyStreamChannel stream) throws Exception {
        Channel carrier = stream.session().carrier();
        return carrier.eventLoop()
                .submit(
                        () -> {
                            var out = carrier.unsafe().outboundBuffer();
                            return !stream.isOpen()
                                    && out != null
                                    && out.totalPendingWriteBytes() > 0;
                        })
                .get();
    }

    @Test
    void more_streams_than_allowed_are_refused() throws Exception {
        for (int id = 1; id <= 7; id += 2) {
            peer.connect(id);
        }
        expectReset(7, REFUSED_STREAM);
        peer.words(RST_STREAM, 1, CANCEL);
        peer.connect(9);
        for (int id : new int[] {1, 3, 5, 9}) {
            assertThat(stream().streamId()).isEqualTo(id);
        }
    }

    @Test
    void data_for_no_stream_is_answered_with_a_reset() throws Exception {
        peer.data(9, 0, bytes(10));
        expectReset(9, INVALID_STREAM);
    }

    @Test
    void data_after_fin_is_answered_with_a_reset() throws Exception {
        opened(1);
        peer.data(1, FIN, bytes(1));
        peer.data(1, 0, bytes(1));
        expectReset(1, STREAM_ALREADY_CLOSED);
    }

    @Test
    void a_reset_ends_the_stream_and_no_other() throws Exception {
        SpdyStreamChannel one = opened(1);
        SpdyStreamChannel three = opened(3);
        peer.words(RST_STREAM, 1, CANCEL);
        assertThat(one.closeFuture().await(25, TimeUnit.SECONDS)).isTrue();
        assertThat(one.writeAndFlush(Unpooled.wrappedBuffer(bytes(3))).await().isSuccess())
                .isFalse();
        three.writeAndFlush(Unpooled.wrappedBuffer(bytes(3)));
        assertThat(peer.dataOf(3, 3)).isEqualTo(bytes(3));
        assertThat(seen).anyMatch(SpdyStreamException.class::isInstance);
    }

    @Test
    void the_loss_of_the_connection_ends_every_stream() throws Exception {
        SpdyStreamChannel one = opened(1);
        SpdyStreamChannel three = opened(3);
        peer.close();
        assertThat(one.closeFuture().await(25, TimeUnit.SECONDS)).isTrue();
        assertThat(three.closeFuture().await(25, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_close_lets_the_peer_finish_and_answers_what_nobody_reads() throws Exception {
        SpdyStreamChannel stream = opened(1);
        stream.writeAndFlush(Unpooled.wrappedBuffer(bytes(5)));
        stream.close().sync();
        assertThat(peer.dataOf(1, 5)).isEqualTo(bytes(5));
        assertThat(peer.next(DATA).fin()).isTrue();
        peer.data(1, 0, bytes(1));
        expectReset(1, CANCEL);
    }

    @Test
    void a_close_that_loses_bytes_is_a_reset() throws Exception {
        SpdyStreamChannel stream = opened(1);
        stream.writeAndFlush(Unpooled.wrappedBuffer(bytes(100_000)));
        peer.dataOf(1, 65_536);
        stream.close();
        expectReset(1, CANCEL);
    }

    /// Go's and node-spdy's clients half-closed a tunnel, and got RST_STREAM behind its FIN.
    @Test
    void a_stream_that_is_closed_when_its_fin_is_out_ends_without_a_reset() throws Exception {
        SpdyStreamChannel one = opened(1);
        peer.data(1, FIN, bytes(1));
        one.writeAndFlush(Unpooled.wrappedBuffer(bytes(65_537)));
        one.shutdownOutput().addListener(ChannelFutureListener.CLOSE);
        peer.dataOf(1, 65_536);
        peer.windowUpdate(0, 100);
        peer.windowUpdate(1, 100);
        assertThat(peer.dataOf(1, 1)).hasSize(1);
        assertThat(peer.next(DATA).fin()).isTrue();
        peer.expectNo(RST_STREAM, 200);
        SpdyStreamChannel three = opened(3);
        peer.windowUpdate(0, 100);
        three.writeAndFlush(
                        new DefaultSpdyDataFrame(3, Unpooled.wrappedBuffer(bytes(2))).setLast(true))
                .addListener(ChannelFutureListener.CLOSE);
        assertThat(peer.next(DATA).fin()).isTrue();
        peer.expectNo(RST_STREAM, 200);
    }

    // ── flow control ──

    @Test
    void it_sends_no_more_than_the_windows_allow() throws Exception {
        byte[] all = bytes(200_000);
        SpdyStreamChannel stream = opened(1);
        stream.writeAndFlush(Unpooled.wrappedBuffer(all));
        assertThat(peer.dataOf(1, 65_536)).isEqualTo(Arrays.copyOf(all, 65_536));
        assertThat(stream.isWritable()).isFalse();
        peer.expectNo(DATA, 100);
        peer.windowUpdate(1, 10_000);
        peer.expectNo(DATA, 100);
        peer.windowUpdate(0, 4_000);
        assertThat(peer.dataOf(1, 4_000)).isEqualTo(Arrays.copyOfRange(all, 65_536, 69_536));
        peer.expectNo(DATA, 100);
        peer.windowUpdate(0, 1_000_000);
        assertThat(peer.dataOf(1, 6_000)).isEqualTo(Arrays.copyOfRange(all, 69_536, 75_536));
        peer.windowUpdate(1, 1_000_000);
        assertThat(peer.dataOf(1, 124_464)).isEqualTo(Arrays.copyOfRange(all, 75_536, 200_000));
        assertThat(stream.isWritable()).isTrue();
    }

    @Test
    void a_lowered_initial_window_may_make_a_window_negative() throws Exception {
        SpdyStreamChannel stream = opened(1);
        stream.writeAndFlush(Unpooled.wrappedBuffer(bytes(100_000)));
        peer.dataOf(1, 65_536);
        peer.windowUpdate(0, 1_000_000);
        peer.initialWindow(10_000);
        peer.windowUpdate(1, 55_536);
        peer.expectNo(DATA, 100);
        peer.windowUpdate(1, 7);
        assertThat(peer.dataOf(1, 7)).hasSize(7);
        peer.initialWindow(10_003);
        assertThat(peer.dataOf(1, 3)).hasSize(3);
        peer.expectNo(DATA, 100);
    }

    @Test
    void a_stream_window_beyond_its_bounds_is_the_streams_error() throws Exception {
        opened(1);
        peer.windowUpdate(1, Integer.MAX_VALUE);
        expectReset(1, FLOW_CONTROL_ERROR);
    }

    @Test
    void streams_share_the_session_window_in_turn() throws Exception {
        SpdyStreamChannel one = opened(1);
        SpdyStreamChannel three = opened(3);
        peer.windowUpdate(1, 1_000_000);
        peer.windowUpdate(3, 1_000_000);
        one.writeAndFlush(Unpooled.wrappedBuffer(bytes(200_000)));
        peer.dataOf(1, 65_536);
        three.writeAndFlush(Unpooled.wrappedBuffer(bytes(10)));
        peer.expectNo(DATA, 100);
        int[] got = new int[4];
        for (int i = 0; i < 4 && got[3] == 0; i++) {
            peer.windowUpdate(0, 20_000);
            for (int n = 0; n < 20_000 && got[3] == 0; ) {
                ScriptedPeer.Frame frame = peer.next(DATA);
                n += frame.payload().length;
                got[frame.streamId()] += frame.payload().length;
            }
        }
        assertThat(got[3]).as("bytes of the late, small stream").isEqualTo(10);
    }

    @Test
    void the_peers_window_grows_only_as_the_stream_is_read() throws Exception {
        autoRead = false;
        SpdyStreamChannel stream = opened(1);
        for (int i = 0; i < 4; i++) {
            peer.data(1, 0, bytes(8_192));
        }
        peer.words(PING, 1);
        for (ScriptedPeer.Frame it = peer.next(); it.type() != PING; it = peer.next()) {
            assertThat(it.streamId()).as("of " + it).isZero();
        }
        assertThat(seen.stream().filter(ByteBuf.class::isInstance)).isEmpty();
        stream.config().setAutoRead(true);
        ScriptedPeer.Frame update = peer.next(WINDOW_UPDATE);
        assertThat(update.streamId()).isEqualTo(1);
        assertThat(update.value()).isBetween(16_384, 32_768);
    }

    @Test
    void a_peer_that_ignores_the_window_loses_the_stream() throws Exception {
        autoRead = false;
        opened(1);
        // It may think of 65,536 bytes until it has read our SETTINGS.
        for (int i = 0; i < 9; i++) {
            peer.data(1, 0, bytes(8_192));
        }
        expectReset(1, FLOW_CONTROL_ERROR);
    }

    @Test
    void a_slow_reader_holds_up_no_other_stream() throws Exception {
        autoRead = false;
        opened(1);
        autoRead = true;
        opened(3);
        peer.data(1, 0, bytes(32_768));
        int sent = 0;
        for (int i = 0; i < 200; i++) {
            peer.data(3, 0, bytes(16_384));
            sent += 16_384;
            if (i % 2 == 1) {
                while (peer.next(WINDOW_UPDATE).streamId() != 3) {
                    // The session's.
                }
            }
        }
        assertThat(sent).isGreaterThan(1 << 20);
    }

    @Test
    void many_small_frames_cost_little_more_than_their_bytes() throws Exception {
        autoRead = false;
        SpdyStreamChannel stream = opened(1);
        for (int i = 0; i < 10_000; i++) {
            peer.data(1, 0, new byte[] {(byte) i});
        }
        peer.words(PING, 1);
        peer.next(PING);
        stream.config().setAutoRead(true);
        int buffers = 0;
        int bytes = 0;
        while (bytes < 10_000) {
            if (seen.poll(25, TimeUnit.SECONDS) instanceof byte[] data) {
                for (byte b : data) {
                    assertThat(b).isEqualTo((byte) bytes++);
                }
                buffers++;
            }
        }
        assertThat(buffers).isLessThan(10);
    }

    @Test
    void unread_headers_are_bounded() throws Exception {
        autoRead = false;
        opened(1);
        for (int i = 0; i < 20; i++) {
            peer.headers(1, 0, Map.of("x", "y"));
        }
        expectReset(1, FLOW_CONTROL_ERROR);
    }

    @Test
    void what_a_write_promise_writes_comes_after_all_that_waits() throws Exception {
        SpdyStreamChannel stream = opened(1);
        byte[] first = bytes(70_000);
        stream.eventLoop()
                .submit(
                        () -> {
                            stream.write(Unpooled.wrappedBuffer(first, 0, 60_000))
                                    .addListener(
                                            done ->
                                                    stream.writeAndFlush(
                                                            Unpooled.wrappedBuffer(
                                                                    new byte[] {1, 2, 3})));
                            stream.writeAndFlush(Unpooled.wrappedBuffer(first, 60_000, 10_000));
                        })
                .sync();
        peer.windowUpdate(1, 1_000_000);
        peer.windowUpdate(0, 1_000_000);
        byte[] got = peer.dataOf(1, 70_003);
        assertThat(Arrays.copyOf(got, 70_000)).isEqualTo(first);
        assertThat(Arrays.copyOfRange(got, 70_000, 70_003)).containsExactly(1, 2, 3);
    }

    @Test
    void fin_comes_after_what_waits_for_the_window() throws Exception {
        SpdyStreamChannel stream = opened(1);
        stream.writeAndFlush(Unpooled.wrappedBuffer(bytes(100_000)));
        var ended = stream.shutdownOutput();
        peer.dataOf(1, 65_536);
        assertThat(ended.isDone()).isFalse();
        peer.windowUpdate(0, 1_000_000);
        peer.windowUpdate(1, 1_000_000);
        assertThat(peer.dataOf(1, 1_000_000)).hasSize(100_000 - 65_536);
        assertThat(ended.await(25, TimeUnit.SECONDS)).isTrue();
        assertThat(ended.isSuccess()).isTrue();
        peer.data(1, FIN, bytes(10));
        assertThat(stream.closeFuture().await(25, TimeUnit.SECONDS)).isTrue();
    }

    private final class Recorder extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof ByteBuf data) {
                byte[] copy = new byte[data.readableBytes()];
                data.readBytes(copy);
                seen.add(copy);
            } else {
                seen.add(message);
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            streams.add((SpdyStreamChannel) ctx.channel());
            ctx.fireChannelActive();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            seen.add("inactive");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            seen.add(cause);
        }
    }
}
