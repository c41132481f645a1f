package org.flowlab.node.spdy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.spdy.ScriptedPeer.DATA;
import static org.flowlab.node.spdy.ScriptedPeer.GOAWAY;
import static org.flowlab.node.spdy.ScriptedPeer.PING;
import static org.flowlab.node.spdy.ScriptedPeer.RST_STREAM;
import static org.flowlab.node.spdy.ScriptedPeer.SETTINGS;
import static org.flowlab.node.spdy.ScriptedPeer.SYN_REPLY;
import static org.flowlab.node.spdy.ScriptedPeer.SYN_STREAM;
import static org.flowlab.node.spdy.ScriptedPeer.WINDOW_UPDATE;

import io.netty.handler.codec.spdy.SpdyHeaders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server's session, and a peer that wants to cost it memory or time.
@Timeout(120)
class SpdyFloodTest {
    private static final Limits LIMITS =
            new Limits(1_000, 30_000, 60_000, 60_000, 16_384, 100, 10, 1 << 20);
    private static final int PROTOCOL_ERROR = 1;

    private final Loopback net = new Loopback();
    private final BlockingQueue<SpdySession> sessions = new LinkedBlockingQueue<>();
    private ScriptedPeer peer;

    @BeforeEach
    void start() throws Exception {
        net.serve(
                ch ->
                        sessions.add(
                                SpdySession.server(
                                        ch,
                                        LIMITS,
                                        stream -> stream.pipeline().addLast(new LongReplies()))));
        peer = ScriptedPeer.to(net.port);
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        net.close();
    }

    /// With a block of headers that is worth compressing.
    private static final class LongReplies extends Replying {
        @Override
        void addTo(SpdyHeaders reply) {
            reply.set("x", "y".repeat(100));
        }
    }

    private interface Act {
        void play() throws IOException;
    }

    /// Plays until the session is dropped; fails where it is not.
    private void expectDropped(int times, Act act) throws Exception {
        SpdySession session = sessions.take();
        try {
            for (int i = 0; i < times && session.carrier().isActive(); i++) {
                act.play();
            }
        } catch (IOException e) {
            // Dropped, while we wrote.
        }
        assertThat(session.carrier().closeFuture().await(25, TimeUnit.SECONDS))
                .as("dropped")
                .isTrue();
        assertThat(session.openStreams()).isZero();
    }

    private void expectAlive() throws Exception {
        peer.words(PING, 1);
        assertThat(peer.next(PING).streamId()).isEqualTo(1);
    }

    // ── windows ──

    @Test
    void a_peer_that_ignores_our_settings_is_not_stalled() throws Exception {
        peer.connect(1);
        peer.next(SYN_REPLY);
        // 512 KiB is the stream's window here, 1 MiB the session's; the peer knows 64 KiB.
        for (int sent = 0; sent < 65_536; sent += 8_192) {
            peer.data(1, 0, new byte[8_192]);
        }
        int stream = 0;
        int session = 0;
        while (stream == 0 || session == 0) {
            ScriptedPeer.Frame update = peer.next(WINDOW_UPDATE, 5_000);
            if (update.streamId() == 0) {
                session += update.value();
            } else {
                stream += update.value();
            }
        }
        assertThat(stream).isGreaterThanOrEqualTo(32_768);
        assertThat(session).isGreaterThanOrEqualTo(32_768);
    }

    @Test
    void an_update_by_zero_is_a_session_error() throws Exception {
        peer.connect(1);
        peer.windowUpdate(1, 0);
        assertThat(peer.next(GOAWAY).value()).isEqualTo(PROTOCOL_ERROR);
        peer.expectEnd();
    }

    @Test
    void an_initial_window_below_zero_is_a_session_error() throws Exception {
        peer.initialWindow(-1);
        assertThat(peer.next(GOAWAY).value()).isEqualTo(PROTOCOL_ERROR);
        peer.expectEnd();
    }

    @Test
    void settings_and_updates_without_end_change_nothing() throws Exception {
        peer.connect(1);
        for (int i = 0; i < 20_000; i++) {
            peer.initialWindow(i % 2 == 0 ? 0 : Integer.MAX_VALUE);
            peer.windowUpdate(i + 1_000, 1);
        }
        expectAlive();
    }

    // ── frames that are large ──

    @Test
    void settings_of_a_million_kinds_are_a_session_error() throws Exception {
        int entries = 2_000_000;
        ByteBuffer payload = ByteBuffer.allocate(4 + 8 * entries);
        payload.putInt(entries);
        for (int id = 0; id < entries; id++) {
            payload.putInt(100 + id).putInt(id);
        }
        expectDropped(1, () -> peer.control(SETTINGS, 0, payload.array()));
    }

    @Test
    void a_header_block_that_inflates_to_gigabytes_is_not_awaited() throws Exception {
        // One header, its name "x", its value 1 GiB of zeros, of which only the first have come.
        byte[] head = {0, 0, 0, 1, 0, 0, 0, 1, 'x', 0x40, 0, 0, 0};
        byte[] block = peer.deflate(concat(head, new byte[64 << 20]));
        ByteBuffer begin = ByteBuffer.allocate(18 + block.length);
        begin.putShort((short) 0x8003).putShort((short) SYN_STREAM).putInt(0xFF_FFFF);
        begin.putInt(1).putInt(0).putShort((short) 0).put(block);
        expectDropped(1, () -> peer.raw(begin.array()));
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @Test
    void a_head_that_is_only_too_long_is_the_streams_matter() throws Exception {
        byte[] random = new byte[15_000];
        new Random(1).nextBytes(random);
        StringBuilder value = new StringBuilder();
        for (byte b : random) {
            value.append(Integer.toHexString(b & 0xFF));
        }
        peer.synStream(1, 0, java.util.Map.of("x", value.toString()));
        assertThat(peer.next(SYN_REPLY).streamId()).isEqualTo(1);
        expectAlive();
    }

    // ── answers that nobody reads ──

    @Test
    void streams_opened_and_reset_without_end_by_a_peer_that_does_not_read() throws Exception {
        int[] id = {1};
        expectDropped(
                500_000,
                () -> {
                    peer.connect(id[0]);
                    peer.words(RST_STREAM, id[0], 5);
                    id[0] += 2;
                });
    }

    @Test
    void streams_opened_and_reset_by_a_peer_that_reads_are_served() throws Exception {
        for (int id = 1; id < 10_000; id += 2) {
            peer.connect(id);
            assertThat(peer.next(SYN_REPLY).streamId()).isEqualTo(id);
            peer.words(RST_STREAM, id, 5);
        }
        expectAlive();
    }

    @Test
    void data_of_closed_streams_is_answered_and_forgotten() throws Exception {
        peer.connect(1);
        peer.next(SYN_REPLY);
        peer.words(RST_STREAM, 1, 5);
        for (int i = 0; i < 300; i++) {
            peer.data(1, 0, new byte[100]);
        }
        peer.words(PING, 3);
        int resets = 0;
        for (ScriptedPeer.Frame frame = peer.next();
                frame != null && frame.type() != PING;
                frame = peer.next()) {
            resets += frame.type() == RST_STREAM ? 1 : 0;
            assertThat(frame.type()).isNotEqualTo(DATA);
        }
        assertThat(resets).isEqualTo(1);
    }
}
