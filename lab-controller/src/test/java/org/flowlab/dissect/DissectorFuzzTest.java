package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.flowlab.wire.spdy.SpdyWriter;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/// The whole dissector throws nothing and ends in time, whatever the frames hold.
class DissectorFuzzTest {
    private static final Duration BOUND = Duration.ofSeconds(5);

    @FuzzTest(maxDuration = "60s")
    void any_frames(FuzzedDataProvider data) {
        long start = System.nanoTime();
        Dissector dissector = new Dissector(m -> {});
        Peer[] peers = Peer.pair(1000, 2000);
        for (byte[] frame : List.of(peers[0].syn(), peers[1].synAck(), peers[0].ack())) {
            dissector.seen(0, frame, 0, frame.length);
        }
        for (int i = 0; data.remainingBytes() > 0; i++) {
            Peer peer = peers[data.consumeInt(0, 1)];
            byte[] payload = data.consumeBytes(data.consumeInt(0, 1460));
            byte[] frame =
                    switch (data.consumeInt(0, 9)) {
                        case 0 -> payload;
                        case 1 -> peer.dataAt(data.consumeInt(), payload);
                        case 2 -> peer.fin();
                        case 3 -> peer.rst();
                        default -> peer.data(payload);
                    };
            dissector.seen(i, frame, 0, frame.length);
        }
        dissector.finish();
        assertThat(System.nanoTime() - start).isLessThan(BOUND.toNanos());
    }

    /// The same for half an hour, to be started by hand.
    @FuzzTest(maxDuration = "30m")
    void any_frames_for_half_an_hour(FuzzedDataProvider data) {
        any_frames(data);
    }

    @Test
    void real_captures_hurt_anywhere_are_told_as_far_as_they_go() throws Exception {
        List<String> keys = new ArrayList<>();
        List<byte[]> frames = frames(keys);
        SplittableRandom random = new SplittableRandom(20260102);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> {
                    for (int i = 0; i < 2000; i++) {
                        List<Message> messages = new ArrayList<>();
                        Dissector dissector = new Dissector(messages::add);
                        keys.forEach(dissector::key);
                        long nanos = 0;
                        for (byte[] frame : hurt(frames, random)) {
                            dissector.seen(nanos++, frame, 0, frame.length);
                        }
                        dissector.finish();
                        assertThat(messages).isNotEmpty();
                    }
                });
    }

    private static List<byte[]> frames(List<String> keys) throws Exception {
        TlsPair.Shape shape = TlsPair.Shape.of("TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256");
        Peer[] peers = Peer.pair(1000, 2000);
        List<byte[]> frames =
                new ArrayList<>(List.of(peers[0].syn(), peers[1].synAck(), peers[0].ack()));
        try (TlsPair proxy = new TlsPair(shape.with(Protocol.NPN, "spdy/3.1"));
                TlsPair origin = new TlsPair(shape);
                TlsPair.Connection outer = proxy.connect().handshake();
                TlsPair.Connection inner = origin.connect().handshake();
                SpdyWriter client = new SpdyWriter();
                SpdyWriter server = new SpdyWriter()) {
            inner.say(true, "GET / HTTP/1.1\r\n\r\n");
            inner.say(false, "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(5000));
            outer.say(true, client.synStream(1, false, ":method", "CONNECT", ":path", "o:443"));
            outer.say(false, server.synReply(1, false, ":status", "200"));
            for (Said said : inner.said) {
                outer.say(said.fromClient(), SpdyWriter.data(1, false, said.bytes()));
            }
            for (Said said : outer.said) {
                Peer peer = peers[said.fromClient() ? 0 : 1];
                byte[] b = said.bytes();
                for (int at = 0; at < b.length; at += 1460) {
                    frames.add(peer.data(Arrays.copyOfRange(b, at, Math.min(b.length, at + 1460))));
                }
            }
            keys.addAll(proxy.keys);
            keys.addAll(origin.keys);
        }
        frames.addAll(List.of(peers[0].fin(), peers[1].fin(), peers[0].ack()));
        return frames;
    }

    private static List<byte[]> hurt(List<byte[]> frames, SplittableRandom random) {
        List<byte[]> hurt = new ArrayList<>(frames);
        for (int n = random.nextInt(1, 6); n > 0; n--) {
            int which = random.nextInt(hurt.size());
            byte[] frame = hurt.get(which).clone();
            int at = random.nextInt(frame.length);
            switch (random.nextInt(6)) {
                case 0 -> hurt.remove(which);
                case 1 -> hurt.add(random.nextInt(hurt.size()), frame);
                case 2 -> hurt.set(which, Arrays.copyOf(frame, Math.max(1, at)));
                case 3 -> hurt.add(random.nextInt(hurt.size() - 1), hurt.remove(which));
                case 4 -> {
                    frame[at] ^= (byte) (1 << random.nextInt(8));
                    hurt.set(which, frame);
                }
                default -> {
                    byte[] noise = new byte[Math.min(16, frame.length - at)];
                    random.nextBytes(noise);
                    System.arraycopy(noise, 0, frame, at, noise.length);
                    hurt.set(which, frame);
                }
            }
        }
        return hurt;
    }
}
