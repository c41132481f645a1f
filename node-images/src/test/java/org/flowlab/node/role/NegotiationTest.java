package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.role.LoopbackLab.Running;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// With NPN it is the client that chooses, last, and the server's list does not bind it. OpenSSL's
/// client chooses its own where the two have nothing in common.
@Tag("tool")
@Timeout(180)
class NegotiationTest {
    private final LoopbackLab lab = new LoopbackLab();

    @BeforeEach
    void opensslIsThere() throws Exception {
        boolean there = false;
        try {
            Process help = new ProcessBuilder("openssl", "s_client", "-help").start();
            String text = new String(help.getErrorStream().readAllBytes());
            there = help.waitFor() == 0 && text.contains("-nextprotoneg");
        } catch (IOException e) {
            // Not installed.
        }
        assumeTrue(there, "skipped: no openssl that speaks NPN");
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    /// What the client prints until the server closes, which it asks for a page over HTTP/1.1.
    private static String choose(String protocol, Running server) throws Exception {
        Process process =
                new ProcessBuilder(
                                "openssl",
                                "s_client",
                                "-connect",
                                "127.0.0.1:" + server.spec().tlsPort(),
                                "-tls1_2",
                                "-ign_eof",
                                "-nextprotoneg",
                                protocol)
                        .redirectErrorStream(true)
                        .start();
        try (var in = process.getOutputStream()) {
            in.write(
                    "GET / HTTP/1.1\r\nHost: origin\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("Next protocol: (2) " + protocol);
        return said;
    }

    @Test
    void what_was_not_offered_is_refused_and_noted() throws Exception {
        List<Running> servers =
                List.of(lab.origin(LoopbackLab.HTTP, null), lab.proxy(LoopbackLab.HTTP));
        for (Running server : servers) {
            for (String chosen : List.of("spdy/3.1", "h2", "a\nb")) {
                assertThat(choose(chosen, server)).as(chosen).doesNotContain("HTTP/1.1 ");
            }
            assertThat(server.notes())
                    .hasSize(3)
                    .allSatisfy(note -> assertThat(note).doesNotContain("\n"));
            assertThat(server.notes().getFirst())
                    .startsWith("TLS with /127.0.0.1:")
                    .endsWith(
                            ": the client chose \"spdy/3.1\" by NPN, which is not offered here"
                                    + " (offered: http/1.1)");
        }
    }

    /// It is what a client gets that negotiates nothing, and what one falls back to that finds
    /// nothing else in the server's list.
    @Test
    void http_1_1_is_spoken_where_it_is_chosen_though_not_offered() throws Exception {
        Running origin = lab.origin(LoopbackLab.SPDY, null);
        assertThat(choose("http/1.1", origin)).contains("HTTP/1.1 200 OK");
        assertThat(origin.notes()).isEmpty();
    }
}
