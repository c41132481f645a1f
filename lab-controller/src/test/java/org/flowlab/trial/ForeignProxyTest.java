package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flowlab.flow.Entry;
import org.flowlab.flow.Ledger;
import org.flowlab.lab.Labs;
import org.flowlab.topology.Topologies;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A proxy that is not ours and tells nobody its TLS keys: Squid.
@Tag("netns")
@Tag("tool")
class ForeignProxyTest {
    private static final List<String> FLOWS =
            List.of("https-proxy.http", "https-proxy.https-http", "https-proxy.https-spdy");

    @TempDir private Path folder;

    @BeforeAll
    static void programs() {
        Labs.assume();
        Labs.assumeProgram("squid");
        Labs.assumeProgram("curl");
    }

    @Test
    void it_is_timed_with_the_keys_of_our_client() throws Exception {
        try (ForeignLab lab = ForeignLab.shipped("squid-proxy", folder)) {
            for (Map<String, String> manner :
                    List.<Map<String, String>>of(Map.of(), Map.of("tls", "1.3"))) {
                for (String flow : FLOWS) {
                    lab.conforming(flow, manner);
                }
            }
        }
        assertThat(folder.resolve("proxy/keys.log")).doesNotExist();
    }

    /// It keeps its connections to origins. What one trial leaves open the next does not use.
    @Test
    void what_it_keeps_open_is_closed_after_a_trial() throws Exception {
        try (ForeignLab lab = ForeignLab.shipped("squid-proxy", folder)) {
            lab.conforming("https-proxy.http", Map.of());
            lab.conforming("https-proxy.http", Map.of("reuse", "warm-origin"));
            lab.conforming("https-proxy.http", Map.of());
            lab.conforming("https-proxy.http", Map.of("reuse", "warm-proxy"));
        }
    }

    @Test
    void curl_fetches_through_it() throws Exception {
        try (ForeignLab lab = curlThroughSquid("")) {
            lab.conforming("https-proxy.http", Map.of());
            lab.conforming("https-proxy.https-http", Map.of());
        }
    }

    @Test
    void messages_without_keys_are_unread_and_not_guessed() throws Exception {
        try (ForeignLab lab = curlThroughSquid("env -u SSLKEYLOGFILE ")) {
            TrialResult plain = lab.run("https-proxy.http", Map.of());
            assertThat(plain.failure()).isEmpty();
            assertThat(plain.run().problems()).isEmpty();
            assertThat(plain.run().verdict()).isEqualTo(Ledger.Verdict.UNREAD);
            assertThat(unread(plain)).containsExactly(5, 7, 8, 9, 15);
            TrialResult tunnel = lab.run("https-proxy.https-http", Map.of());
            assertThat(tunnel.run().verdict()).isEqualTo(Ledger.Verdict.UNREAD);
            assertThat(unread(tunnel)).contains(9, 13, 14, 15, 19, 20);
        }
    }

    private static List<Integer> unread(TrialResult result) {
        return result.run().ledger().entries().stream()
                .filter(e -> e.state() == Entry.State.UNREAD)
                .map(e -> e.step().number())
                .sorted()
                .toList();
    }

    /// @param before stands before the client's command
    private ForeignLab curlThroughSquid(String before) throws Exception {
        Path squid = ShippedFiles.folder("topologies").resolve("squid-proxy.yaml");
        String client =
                """
                    client:
                      kind: host
                      role: client
                      exec: >-
                        %scurl --silent --show-error --fail --http1.1 --output /dev/null
                        --proxy "$FLOWLAB_PROXY" --proxy-cacert "$FLOWLAB_CA" "$FLOWLAB_URL"
                """
                        .formatted(before);
        String text = Files.readString(squid).replace("    client: {kind: client}\n", client);
        return new ForeignLab(
                Topologies.parse("curl-squid.yaml", text.getBytes(StandardCharsets.UTF_8))
                        .from(squid),
                folder);
    }
}
