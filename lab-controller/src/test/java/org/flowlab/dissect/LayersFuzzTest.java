package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.flowlab.wire.spdy.SpdyWriter;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/// Whatever the bytes, the layers throw nothing, end in time, and go on in the other direction.
class LayersFuzzTest {
    private static final Duration BOUND = Duration.ofSeconds(5);

    @FuzzTest(maxDuration = "60s")
    void any_bytes(FuzzedDataProvider data) {
        feed(Layers.Kind.UNDECIDED, data);
    }

    @FuzzTest(maxDuration = "60s")
    void bytes_as_tls(FuzzedDataProvider data) {
        feed(Layers.Kind.TLS, data);
    }

    @FuzzTest(maxDuration = "60s")
    void bytes_as_http(FuzzedDataProvider data) {
        feed(Layers.Kind.HTTP1, data);
    }

    @FuzzTest(maxDuration = "60s")
    void bytes_as_spdy(FuzzedDataProvider data) {
        feed(Layers.Kind.SPDY, data);
    }

    private static void feed(Layers.Kind kind, FuzzedDataProvider data) {
        long start = System.nanoTime();
        Heard heard = new Heard(kind);
        while (data.remainingBytes() > 0) {
            boolean fromClient = data.consumeBoolean();
            byte[] bytes = data.consumeBytes(data.consumeInt(1, 4096));
            if (bytes.length > 0) {
                heard.hear(fromClient, bytes, Math.max(1, bytes.length / 3));
            }
            if (data.consumeInt(0, 100) == 0) {
                heard.end(fromClient);
            }
        }
        heard.finish();
        assertThat(System.nanoTime() - start).isLessThan(BOUND.toNanos());
    }

    /// Real sessions, hurt: a byte changed, cut out, said twice, or a piece left out.
    @Test
    void real_sessions_hurt_anywhere_are_told_as_far_as_they_go() throws Exception {
        SplittableRandom random = new SplittableRandom(20260101);
        for (String[] suite :
                List.of(
                        new String[] {"TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256"},
                        new String[] {"TLSv1.2", "TLS_RSA_WITH_AES_128_CBC_SHA"},
                        new String[] {"TLSv1.3", "TLS_AES_128_GCM_SHA256"})) {
            List<Said> talk;
            List<String> keys;
            try (TlsPair pair = new TlsPair(TlsPair.Shape.of(suite[0], suite[1]));
                    TlsPair.Connection c = pair.connect().handshake();
                    SpdyWriter client = new SpdyWriter();
                    SpdyWriter server = new SpdyWriter()) {
                c.say(true, client.synStream(1, false, ":method", "CONNECT", ":path", "o:80"));
                c.say(false, server.synReply(1, false, ":status", "200"));
                c.say(true, SpdyWriter.data(1, false, "GET / HTTP/1.1\r\n\r\n".getBytes()));
                talk = c.said;
                keys = pair.keys;
            }
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(60),
                    () -> {
                        int told = 0;
                        for (int i = 0; i < 2000; i++) {
                            Heard heard = Heard.of(hurt(talk, random), keys, 1 + i % 1500);
                            told += heard.messages.isEmpty() ? 0 : 1;
                        }
                        // a hello that lost its end may leave nothing to tell
                        assertThat(told).isGreaterThan(1900);
                    });
        }
    }

    private static List<Said> hurt(List<Said> talk, SplittableRandom random) {
        List<Said> hurt = new ArrayList<>(talk);
        for (int n = random.nextInt(1, 4); n > 0; n--) {
            int which = random.nextInt(hurt.size());
            Said said = hurt.get(which);
            byte[] b = said.bytes().clone();
            int at = random.nextInt(b.length);
            switch (random.nextInt(5)) {
                case 0 -> b[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> b[at] = (byte) random.nextInt();
                case 2 -> b = Arrays.copyOf(b, Math.max(1, at));
                case 3 -> hurt.add(random.nextInt(hurt.size()), said);
                default -> {
                    byte[] shorter = new byte[Math.max(1, b.length - 1)];
                    System.arraycopy(b, 0, shorter, 0, Math.min(at, shorter.length));
                    b = shorter;
                }
            }
            hurt.set(which, new Said(said.fromClient(), b));
        }
        return hurt;
    }
}
