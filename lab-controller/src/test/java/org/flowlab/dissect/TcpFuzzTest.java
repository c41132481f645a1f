package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The reassembler neither throws nor hangs and reports each stream in order, whatever frames hold.
class TcpFuzzTest {

    /// Checks what every listener may rely on.
    private static final class Rules implements TcpListener {
        private final Map<String, Long> next = new HashMap<>();
        private final Map<Integer, Boolean> closed = new HashMap<>();

        private void open(TcpConnection connection) {
            if (closed.containsKey(connection.id())) {
                throw new AssertionError("told after the end: " + connection.id());
            }
        }

        private void at(TcpConnection c, boolean fromClient, long offset, long length) {
            open(c);
            String stream = c.id() + " " + fromClient;
            long expected = next.getOrDefault(stream, 0L);
            if (offset != expected || length < 0) {
                throw new AssertionError(stream + " at " + offset + ", not " + expected);
            }
            next.put(stream, offset + length);
        }

        @Override
        public void ignored(
                TcpConnection connection,
                boolean fromClient,
                int flags,
                int bytes,
                Refusal why,
                Passage passage) {}

        @Override
        public void handshake(TcpConnection connection, Handshake part, Passage passage) {
            open(connection);
        }

        @Override
        public void data(
                TcpConnection connection,
                boolean fromClient,
                byte[] buffer,
                int offset,
                int length,
                long streamOffset) {
            at(connection, fromClient, streamOffset, length);
            if (length == 0 || offset < 0 || offset + length > buffer.length) {
                throw new AssertionError("bad range");
            }
            connection.passage(fromClient, streamOffset + length - 1);
        }

        @Override
        public void gap(
                TcpConnection connection, boolean fromClient, long streamOffset, long length) {
            at(connection, fromClient, streamOffset, length);
        }

        @Override
        public void fin(TcpConnection connection, boolean fromClient, Passage passage) {
            open(connection);
        }

        @Override
        public void reset(TcpConnection connection, boolean fromClient, Passage passage) {
            open(connection);
        }

        @Override
        public void closed(TcpConnection connection, Closing why) {
            open(connection);
            closed.put(connection.id(), true);
        }
    }

    /// Feeds frames of arbitrary bytes.
    @FuzzTest(maxDuration = "60s")
    void any_bytes_are_taken(FuzzedDataProvider data) {
        TcpReassembler reassembler =
                new TcpReassembler(new Rules(), new TcpReassembler.Limits(4, 20_000, 40_000));
        long now = 0;
        while (data.remainingBytes() > 0) {
            int event = data.consumeInt(0, 4);
            byte[] frame = data.consumeBytes(data.consumeInt(0, 200));
            feed(reassembler, event, ++now, frame);
        }
        reassembler.finish();
    }

    /// Feeds frames with valid headers and arbitrary fields.
    @FuzzTest(maxDuration = "60s")
    void any_segments_are_taken(FuzzedDataProvider data) {
        TcpReassembler reassembler =
                new TcpReassembler(new Rules(), new TcpReassembler.Limits(4, 20_000, 40_000));
        Peer[][] pairs = {
            Peer.pair(1, 0, 0),
            Peer.pair(2, -1, 5),
            Peer.pair(3, 1 << 31, 7),
            Peer.pair(4, 9, 9),
            Peer.pair(5, 0, 0)
        };
        long now = 0;
        while (data.remainingBytes() > 0) {
            Peer peer = pairs[data.consumeInt(0, 4)][data.consumeInt(0, 1)];
            int sequence = peer.isn + near(data);
            int acknowledgement = peer.other.isn + near(data);
            int flags = data.consumeInt(0, 63);
            byte[] frame =
                    peer.frame(sequence, acknowledgement, flags, new byte[data.consumeInt(0, 40)]);
            int cut = data.consumeBoolean() ? frame.length : frame.length - data.consumeInt(0, 30);
            feed(reassembler, data.consumeInt(0, 4), ++now, java.util.Arrays.copyOf(frame, cut));
        }
        reassembler.finish();
    }

    private static int near(FuzzedDataProvider data) {
        return data.consumeInt(0, 7) == 0 ? data.consumeInt() : data.consumeInt(-3, 100);
    }

    private static void feed(FrameListener sink, int event, long now, byte[] frame) {
        switch (event) {
            case 0 -> sink.sent(now, frame, 0, frame.length);
            case 1 -> sink.lost(now, frame, 0, frame.length);
            case 2 -> sink.dropped(now, frame, 0, frame.length);
            case 3 -> sink.delivered(now, frame, 0, frame.length);
            default -> sink.seen(now, frame, 0, frame.length);
        }
    }

    /// The same without Jazzer's guidance, on every build, from a fixed seed.
    @Test
    @Timeout(60)
    void random_segments_are_taken() {
        Random random = new Random(7);
        long told = 0;
        for (int round = 0; round < 3000; round++) {
            TcpReassembler reassembler =
                    new TcpReassembler(new Rules(), new TcpReassembler.Limits(3, 4_000, 6_000));
            Peer[][] pairs = {
                Peer.pair(1, 0, 0), Peer.pair(2, -9, 5), Peer.pair(3, 1, 7), Peer.pair(4, 9, 9)
            };
            int frames = random.nextInt(60);
            for (int i = 0; i < frames; i++) {
                Peer peer = pairs[random.nextInt(4)][random.nextInt(2)];
                int flags = random.nextInt(3) == 0 ? random.nextInt(64) : 0x10;
                int sequence = peer.isn + random.nextInt(40);
                int acknowledgement = peer.other.isn + random.nextInt(40);
                if (random.nextInt(20) == 0) {
                    sequence = random.nextInt();
                }
                if (random.nextInt(20) == 0) {
                    acknowledgement = random.nextInt();
                }
                byte[] frame =
                        peer.frame(sequence, acknowledgement, flags, new byte[random.nextInt(30)]);
                if (random.nextInt(10) == 0) {
                    frame = java.util.Arrays.copyOf(frame, random.nextInt(frame.length));
                }
                feed(reassembler, random.nextInt(5), i, frame);
            }
            reassembler.finish();
            told += reassembler.counts().connections();
        }
        assertThat(told).isGreaterThan(3000);
    }
}
