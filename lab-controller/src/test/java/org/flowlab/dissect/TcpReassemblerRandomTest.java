package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams cut, repeated and shuffled at random, from fixed seeds, come out as they went in.
@Timeout(60)
class TcpReassemblerRandomTest {

    private record Cut(long offset, byte[] bytes) {}

    /// Cuts a stream into segments that overlap and repeat, and mixes them up within a window.
    private static List<Cut> cuts(Random random, byte[] stream, int window) {
        List<Cut> cuts = new ArrayList<>();
        for (int at = 0; at < stream.length; ) {
            int length = Math.min(1 + random.nextInt(1460), stream.length - at);
            cuts.add(new Cut(at, Arrays.copyOfRange(stream, at, at + length)));
            at += length;
            if (random.nextInt(4) == 0) {
                int from = Math.max(0, at - random.nextInt(5000));
                int to = Math.min(stream.length, from + random.nextInt(3000));
                cuts.add(new Cut(from, Arrays.copyOfRange(stream, from, Math.max(from, to))));
            }
        }
        for (int i = 0; i + window < cuts.size(); i += window / 2) {
            Collections.shuffle(cuts.subList(i, i + window), random);
        }
        return cuts;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void a_stream_comes_out_as_it_went_in(long seed) {
        Random random = new Random(seed);
        byte[] up = new byte[200_000];
        byte[] down = new byte[100_000];
        random.nextBytes(up);
        random.nextBytes(down);
        Peer[] peers = Peer.pair(random.nextInt(), random.nextInt());
        TcpRecorder told = new TcpRecorder();
        TcpReassembler reassembler = new TcpReassembler(told);
        List<byte[]> frames = new ArrayList<>();
        for (Cut cut : cuts(random, up, 40)) {
            frames.add(peers[0].dataAt(cut.offset(), cut.bytes()));
        }
        int place = 0;
        for (Cut cut : cuts(random, down, 10)) {
            place = Math.min(frames.size(), place + 1 + random.nextInt(3));
            frames.add(place, peers[1].dataAt(cut.offset(), cut.bytes()));
        }
        long now = 0;
        for (byte[] frame : List.of(peers[0].syn(), peers[1].synAck(), peers[0].ack())) {
            reassembler.seen(++now, frame, 0, frame.length);
        }
        for (byte[] frame : frames) {
            if (random.nextInt(10) == 0) {
                reassembler.lost(++now, frame, 0, frame.length);
            }
            reassembler.sent(++now, frame, 0, frame.length);
            reassembler.delivered(++now, frame, 0, frame.length);
        }
        assertThat(told.clientBytes.get(0).toString()).isEqualTo(latin1(up));
        assertThat(told.serverBytes.get(0).toString()).isEqualTo(latin1(down));
        assertThat(reassembler.counts().conflictingBytes()).isZero();
        assertThat(reassembler.counts().gapBytes()).isZero();
        assertThat(told.clientPassages.values()).allMatch(p -> !p.transmissions().isEmpty());
        reassembler.finish();
        assertThat(told.lines).endsWith("0 closed END");
    }

    private static String latin1(byte[] b) {
        return new String(b, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Test
    void what_waits_is_bounded_and_the_hole_given_up() {
        TcpRecorder told = new TcpRecorder();
        TcpReassembler reassembler =
                new TcpReassembler(told, new TcpReassembler.Limits(10, 100_000, 150_000));
        Peer[] one = Peer.pair(1, 1, 1);
        Peer[] two = Peer.pair(2, 1, 1);
        byte[] chunk = new byte[1000];
        for (Peer[] peers : List.of(one, two)) {
            for (byte[] frame : List.of(peers[0].syn(), peers[1].synAck())) {
                reassembler.seen(1, frame, 0, frame.length);
            }
        }
        for (int i = 0; i < 80; i++) {
            for (Peer[] peers : List.of(one, two)) {
                byte[] frame = peers[0].dataAt(1 + i * 1000L, chunk);
                reassembler.seen(1, frame, 0, frame.length);
            }
        }
        assertThat(reassembler.counts().forcedGaps()).isPositive();
        assertThat(reassembler.counts().gapBytes()).isEqualTo(reassembler.counts().forcedGaps());
        reassembler.finish();
        assertThat(told.clientBytes.get(0).length()).isEqualTo(80_000);
        assertThat(told.clientBytes.get(1).length()).isEqualTo(80_000);
    }

    @Test
    void connections_are_bounded_and_the_idle_ones_make_room() {
        TcpRecorder told = new TcpRecorder();
        TcpReassembler reassembler =
                new TcpReassembler(told, new TcpReassembler.Limits(3, 100_000, 100_000));
        for (int port = 1; port <= 5; port++) {
            byte[] syn = Peer.pair(port, 1, 1)[0].syn();
            reassembler.seen(port, syn, 0, syn.length);
        }
        assertThat(told.lines)
                .containsSubsequence("0 closed EVICTED", "3 SYN", "1 closed EVICTED", "4 SYN");
        assertThat(reassembler.counts().evictedConnections()).isEqualTo(2);
    }
}
