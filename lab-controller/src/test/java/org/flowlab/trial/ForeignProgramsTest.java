package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.ExpectedStatus;
import org.flowlab.flow.Tls;
import org.flowlab.lab.LabOptions;
import org.flowlab.lab.Labs;
import org.flowlab.topology.Topologies;
import org.flowlab.topology.Topology;
import org.flowlab.unit.Seed;
import org.flowlab.yaml.InputException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Flows in which a program that is not ours plays a part, as the shipped topologies have it.
@Tag("netns")
@Tag("tool")
class ForeignProgramsTest {
    @TempDir private Path folder;

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    @BeforeEach
    void programs() {
        Labs.assumeProgram("curl");
        Labs.assumeProgram("openssl");
    }

    private static Topology shipped(String name) {
        return Topologies.load(ShippedFiles.folder("topologies").resolve(name + ".yaml"));
    }

    private TrialResult run(Topology topology, String flow, Map<String, String> manner)
            throws Exception {
        return run(topology, flow, manner, ExpectedStatus.SUCCESS);
    }

    private TrialResult run(
            Topology topology, String flow, Map<String, String> manner, ExpectedStatus expected)
            throws Exception {
        return OneFlow.run(
                topology,
                Catalogue.flow(flow),
                Manner.of(manner),
                expected,
                LabOptions.inJvm(new Seed(1), folder),
                _ -> {},
                new MeasuringSlot());
    }

    @Test
    void curl_fetches_through_our_proxy_and_is_timed() throws Exception {
        for (String flow : new String[] {"https-proxy.http", "https-proxy.https-http"}) {
            TrialResult result = run(shipped("curl-client"), flow, Map.of());
            assertThat(result.conforms())
                    .as("%s %s", result.failure(), result.run().problemWords())
                    .isTrue();
            assertThat(result.trial().variant().outer()).isEqualTo(Tls.FULL_1_3);
            Long total = result.run().ledger().times().totalNanos();
            assertThat(total).isGreaterThan(flow.endsWith(".http") ? 160_000_000L : 320_000_000L);
        }
    }

    @Test
    void whoever_the_client_is_an_answer_with_another_status_than_the_expected_one_fails()
            throws Exception {
        ExpectedStatus notFound = new ExpectedStatus(OptionalInt.of(404));
        for (String topology : new String[] {"curl-client", "three-tier"}) {
            TrialResult result = run(shipped(topology), "https-proxy.http", Map.of(), notFound);
            assertThat(result.failure())
                    .isEqualTo(
                            "step 15 (HTTP/1.1 200 OK, proxy to client) has status 200 instead of"
                                    + " 404");
            assertThat(result.conforms()).isFalse();
            assertThat(result.run().problemWords()).containsExactly(result.failure());
        }
    }

    @Test
    void curl_does_not_speak_spdy_and_that_is_said() throws Exception {
        TrialResult result = run(shipped("curl-client"), "spdy-proxy.http", Map.of());
        assertThat(result.conforms()).isFalse();
        assertThat(result.run().problemWords())
                .anyMatch(p -> p.contains("over HTTP/1.1, not SPDY"));
    }

    @Test
    void an_origin_of_openssl_answers_behind_our_proxy() throws Exception {
        TrialResult result = run(shipped("openssl-origin"), "spdy-proxy.https-http", Map.of());
        assertThat(result.conforms())
                .as("%s %s", result.failure(), result.run().problemWords())
                .isTrue();
    }

    @Test
    void a_client_that_fails_is_told_with_its_last_words() throws Exception {
        String text =
                Files.readString(ShippedFiles.folder("topologies").resolve("curl-client.yaml"))
                        .replace("--proxy-cacert \"$FLOWLAB_CA\"", "--proxy-cacert /etc/hostname");
        Topology topology = Topologies.parse("broken.yaml", text.getBytes(StandardCharsets.UTF_8));
        TrialResult result = run(topology, "https-proxy.http", Map.of());
        assertThat(result.failure()).contains("ended with status", "its output ends: \"curl: (");
        assertThat(result.run().problemWords()).anyMatch(p -> p.contains("is missing"));
    }

    /// It need not end for the trial to be over.
    @Test
    void a_client_that_stays_is_ended_when_its_flow_was_seen() throws Exception {
        String text =
                Files.readString(ShippedFiles.folder("topologies").resolve("curl-client.yaml"))
                        .replace("\"$FLOWLAB_URL\"", "\"$FLOWLAB_URL\"; sleep 600");
        Topology topology = Topologies.parse("staying.yaml", text.getBytes(StandardCharsets.UTF_8));
        TrialResult result = run(topology, "https-proxy.http", Map.of());
        assertThat(result.conforms())
                .as("%s %s", result.failure(), result.run().problemWords())
                .isTrue();
    }

    @Test
    void what_a_foreign_client_cannot_be_made_to_do_is_refused() {
        for (Map<String, String> manner :
                List.of(Map.of("reuse", "warm-proxy"), Map.of("resumption", "resumed"))) {
            assertThatThrownBy(() -> run(shipped("curl-client"), "https-proxy.http", manner))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("the client is a program of yours");
        }
    }
}
