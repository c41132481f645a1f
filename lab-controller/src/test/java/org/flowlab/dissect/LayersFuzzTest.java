package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The layers throw nothing, end in time and go on in the other direction, whatever the bytes are.
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

    /// Feeds real sessions with a byte changed, removed or doubled, or a piece left out. For each
    /// side that sends anything, at least one message is reported, even if it says that the bytes
    /// cannot be read.
    @ParameterizedTest
    @ValueSource(strings = {"tls12-rsa-gcm", "tls12-rsa-cbc", "tls13-gcm"})
    void real_sessions_hurt_anywhere_are_told_as_far_as_they_go(String name) throws Exception {
        Recorded session = Recorded.of(name);
        SplittableRandom random = new SplittableRandom(20260101);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> {
                    for (int i = 0; i < 2000; i++) {
                        List<Said> hurt = hurt(session.talk(), random);
                        Heard heard = Heard.of(hurt, session.keys(), 1 + i % 1500);
                        for (Said said : hurt) {
                            assertThat(heard.messages)
                                    .as("what is told of %s, the %dth time", name, i)
                                    .anyMatch(m -> m.fromClient() == said.fromClient());
                        }
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls12-rsa-gcm", "tls12-rsa-cbc", "tls13-gcm"})
    void the_same_sessions_unhurt_are_told_whole(String name) throws Exception {
        Recorded session = Recorded.of(name);
        Heard heard = Heard.of(session.talk(), session.keys(), 1500);
        assertThat(heard.lines())
                .contains("> SYN_STREAM 1 [CONNECT]", "< SYN_REPLY 1 [200]", "> GET /")
                .noneMatch(line -> line.contains("unread") || line.contains("Malformed"));
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
