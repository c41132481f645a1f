package org.flowlab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flowlab.lab.Labs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs that do something to the folder in which the lab keeps what it gives them.
@Tag("netns")
class HostileHostsTest {
    private static final List<String> FILES =
            List.of("ca.pem", "cert.pem", "key.pem", "hosts", "keys.log", "output.log");

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    /// Each does so in the first cell; the second finds it.
    @Test
    @Timeout(180)
    void they_neither_hold_a_run_up_nor_lead_it_to_other_files(@TempDir Path folder)
            throws Exception {
        Path victim = Files.createDirectory(folder.resolve("victim"));
        for (String file : FILES) {
            Files.writeString(victim.resolve(file), "precious");
        }
        Files.writeString(
                folder.resolve("e.yaml"),
                """
                topology:
                  nodes:
                    client: {kind: client}
                    origin: {kind: origin}
                    linked: {kind: host, exec: 'cd "$FLOWLAB_FOLDER"/results && mv linked x && ln -s ../victim linked'}
                    links: {kind: host, exec: 'cd "${FLOWLAB_CERT%/*}" && for f in *; do ln -sf ../../victim/$f $f; done'}
                    fifos: {kind: host, exec: 'cd "${FLOWLAB_CERT%/*}" && for f in * keys.log; do rm -f $f; mkfifo $f; done'}
                    zero: {kind: host, exec: 'ln -s /dev/zero "$SSLKEYLOGFILE"'}
                    gone: {kind: host, exec: 'rm -rf "${FLOWLAB_CERT%/*}"'}
                    flood: {kind: host, output-limit: 1mb, exec: 'head -c 100000000 /dev/zero'}
                    sw: {kind: switch}
                  links:
                    - {endpoints: ["client:eth0", "origin:eth0"]}
                    - {endpoints: ["origin:eth1", "sw:p0"]}
                    - {endpoints: ["linked:eth0", "sw:p1"]}
                    - {endpoints: ["links:eth0", "sw:p2"]}
                    - {endpoints: ["fifos:eth0", "sw:p3"]}
                    - {endpoints: ["zero:eth0", "sw:p4"]}
                    - {endpoints: ["gone:eth0", "sw:p5"]}
                    - {endpoints: ["flood:eth0", "sw:p6"]}
                flows: direct
                matrix: {client-origin.delay: [1ms, 2ms]}
                trials: 1
                """);
        LabCommand.Ended ended = LabCommand.run(folder, "run", "e.yaml", "--out", "results");
        assertThat(ended.status()).as(ended.all()).isEqualTo(Exit.OK);
        assertThat(ended.out())
                .contains("every one of 2 trials conforms")
                .doesNotContain("node \"");
        for (String file : FILES) {
            assertThat(victim.resolve(file)).content().isEqualTo("precious");
        }
        assertThat(folder.resolve("results/flood/output.log").toFile().length())
                .isBetween(1L << 20, (1L << 20) + 200);
    }
}
