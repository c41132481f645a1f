package org.flowlab.node.spdy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowlab.node.spdy.ScriptedPeer.FIN;
import static org.flowlab.node.spdy.ScriptedPeer.GOAWAY;
import static org.flowlab.node.spdy.ScriptedPeer.HEADERS;
import static org.flowlab.node.spdy.ScriptedPeer.PING;
import static org.flowlab.node.spdy.ScriptedPeer.RST_STREAM;
import static org.flowlab.node.spdy.ScriptedPeer.SYN_REPLY;
import static org.flowlab.node.spdy.ScriptedPeer.SYN_STREAM;

import io.netty.channel.ChannelHandlerContext;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.flowlab.node.spec.NodeSpec.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a peer may send that few do, and what it must not: how far each error reaches.
@Timeout(120)
class SpdyOddTest {
    private static final Limits LIMITS =
            new Limits(1_000, 30_000, 60_000, 60_000, 16_384, 100, 10, 1 << 20);
    private static final int PROTOCOL_ERROR = 1;

    private final Loopback net = new Loopback();
    private ScriptedPeer peer;

    @BeforeEach
    void start() throws Exception {
        net.serve(
                ch ->
                        SpdySession.server(
                                ch,
                                LIMITS,
                                stream -> stream.pipeline().addLast(new EndingWithThePeer())));
        peer = ScriptedPeer.to(net.port);
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        net.close();
    }

    /// Ends its direction as the peer ends the other.
    private static final class EndingWithThePeer extends Replying {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            ((SpdyStreamChannel) ctx.channel()).shutdownOutput();
        }
    }

    private void expectAlive() throws Exception {
        peer.words(PING, 1);
        assertThat(peer.next(PING).streamId()).isEqualTo(1);
    }

    /// @param fields names and values in turn, not checked
    private byte[] block(String... fields) throws Exception {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        DataOutputStream to = new DataOutputStream(plain);
        to.writeInt(fields.length / 2);
        for (String field : fields) {
            byte[] bytes = field.getBytes(StandardCharsets.ISO_8859_1);
            to.writeInt(bytes.length);
            to.write(bytes);
        }
        return peer.deflate(plain.toByteArray());
    }

    private void synStream(int id, int flags, byte[] block) throws Exception {
        ByteBuffer payload = ByteBuffer.allocate(10 + block.length);
        payload.putInt(id).putInt(0).putShort((short) 0xE000).put(block);
        peer.control(SYN_STREAM, flags, payload.array());
    }

    @Test
    void frames_that_nobody_knows_are_passed_over() throws Exception {
        for (int type : new int[] {5, 10, 11, 99, 0xFFFF}) {
            peer.control(type, 0xFF, new byte[type == 99 ? 300_000 : 7]);
            peer.control(type, 0, new byte[0]);
        }
        expectAlive();
    }

    @Test
    void a_block_with_bad_names_or_values_is_its_streams_error() throws Exception {
        String[][] cases = {
            {"Upper", "x"},
            {"", "x"},
            {"n\0l", "x"},
            {"n\u00e9e", "x"},
            {"twice", "x", "twice", "y"},
            {"x", "\0y"},
            {"x", "y\0"},
            {"x", "y\0\0z"},
            {"Upper", ""},
            {"n\0l", ""},
        };
        int id = 1;
        for (String[] it : cases) {
            synStream(id, FIN, block(it));
            ScriptedPeer.Frame frame = peer.next(RST_STREAM);
            assertThat(frame.streamId()).as(String.join("=", it)).isEqualTo(id);
            assertThat(frame.value()).as(String.join("=", it)).isEqualTo(PROTOCOL_ERROR);
            id += 2;
        }
        synStream(id, FIN, block("good", "x\0y", "empty", ""));
        assertThat(peer.next(SYN_REPLY).streamId()).isEqualTo(id);
        // In later HEADERS, it is the same.
        synStream(id + 2, 0, block("good", "x"));
        peer.next(SYN_REPLY);
        byte[] block = block("Upper", "");
        peer.control(
                HEADERS,
                0,
                ByteBuffer.allocate(4 + block.length).putInt(id + 2).put(block).array());
        assertThat(peer.next(RST_STREAM).streamId()).isEqualTo(id + 2);
        expectAlive();
    }

    @Test
    void a_block_that_ends_early_or_late_is_its_streams_error() throws Exception {
        synStream(1, FIN, peer.deflate(new byte[] {0, 0, 0, 1, 0, 0, 0, 1, 'x'}));
        assertThat(peer.next(RST_STREAM).streamId()).isEqualTo(1);
        synStream(3, FIN, peer.deflate(new byte[] {0, 0, 0, 0, 'x'}));
        assertThat(peer.next(RST_STREAM).streamId()).isEqualTo(3);
        synStream(5, FIN, peer.deflate(new byte[] {-1, -1, -1, -1}));
        assertThat(peer.next(RST_STREAM).streamId()).isEqualTo(5);
        expectAlive();
    }

    @Test
    void what_belongs_to_no_stream_or_version_is_the_sessions_error() throws Exception {
        byte[][] cases = {
            {0, 0, 0, 0, 0, 0, 0, 1, 'x'}, // DATA of stream 0
            {(byte) 0x80, 3, 0, 3, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 5}, // RST_STREAM of stream 0
            {(byte) 0x80, 3, 0, 3, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0}, // RST_STREAM, status 0
            {(byte) 0x80, 3, 0, 6, 0, 0, 0, 5, 0, 0, 0, 1, 0}, // PING too long
            {(byte) 0x80, 2, 0, 6, 0, 0, 0, 4, 0, 0, 0, 1}, // SPDY/2
            {(byte) 0x80, 3, 0, 1, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 0, 0}, // SYN_STREAM too short
        };
        for (byte[] it : cases) {
            try (ScriptedPeer bad = ScriptedPeer.to(net.port)) {
                bad.raw(it);
                assertThat(bad.next(GOAWAY).value()).isEqualTo(PROTOCOL_ERROR);
                bad.expectEnd();
            }
        }
    }

    @Test
    void a_peer_that_goes_away_ends_its_streams_first() throws Exception {
        synStream(1, 0, block("good", "x"));
        assertThat(peer.next(SYN_REPLY).streamId()).isEqualTo(1);
        peer.words(GOAWAY, 0, 0);
        expectAlive();
        peer.data(1, FIN, "rest".getBytes(StandardCharsets.US_ASCII));
        assertThat(peer.next(ScriptedPeer.DATA).fin()).isTrue();
        peer.expectEnd();
    }
}
