package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyLogTest {
    private final KeyLog log = new KeyLog();

    @Test
    void what_opens_nothing_is_not_kept() {
        assertThat(log.add(line("EXPORTER_SECRET", 1))).isNull();
        assertThat(log.add(line("WHATEVER", 1))).isNull();
        assertThat(log.add("# nothing")).isNull();
        assertThat(log.secret("EXPORTER_SECRET", random(1))).isNull();
    }

    @Test
    void every_secret_that_opens_records_is_kept() {
        for (String label :
                new String[] {
                    "CLIENT_RANDOM",
                    "CLIENT_EARLY_TRAFFIC_SECRET",
                    "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
                    "SERVER_HANDSHAKE_TRAFFIC_SECRET",
                    "CLIENT_TRAFFIC_SECRET_0",
                    "SERVER_TRAFFIC_SECRET_0"
                }) {
            assertThat(log.add(line(label, 1))).isEqualTo(random(1));
            assertThat(log.secret(label, random(1))).containsExactly(0x0f);
        }
    }

    @Test
    void if_there_are_too_many_sessions_the_oldest_are_forgotten() {
        for (int i = 0; i <= KeyLog.MAX_RANDOMS; i++) {
            log.add(line("CLIENT_RANDOM", i));
        }
        assertThat(log.secret("CLIENT_RANDOM", random(0))).isNull();
        assertThat(log.secret("CLIENT_RANDOM", random(1))).isNotNull();
        assertThat(log.secret("CLIENT_RANDOM", random(KeyLog.MAX_RANDOMS))).isNotNull();
    }

    private static String line(String label, int session) {
        return label + " " + random(session) + " 0F";
    }

    private static String random(int session) {
        return "%064x".formatted(session);
    }
}
