package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.flowlab.dissect.Content;
import org.flowlab.dissect.Message;
import org.flowlab.flow.Catalogue;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Tls;
import org.flowlab.lab.Labs;
import org.flowlab.node.spec.Event;
import org.flowlab.topology.Topologies;
import org.flowlab.topology.Topology;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our nodes beside another implementation of SPDY/3.1: node-spdy, as client, as proxy and as
/// origin.
@Tag("netns")
@Tag("tool")
class NodeSpdyTest {
    /// Node.js has no NPN.
    private static final List<Map<String, String>> MANNERS =
            List.of(Map.of("tls", "1.2", "negotiation", "alpn"), Map.of("tls", "1.3"));

    private static final int MIB = 1 << 20;

    @TempDir private Path folder;

    @BeforeAll
    static void programs() {
        Labs.assume();
        Labs.assumeProgram("node");
        ForeignLab.assumeInstalled("node-spdy");
    }

    private static List<String> sixFlows() {
        return Catalogue.six().stream().map(Flow::id).toList();
    }

    @Test
    void its_client_is_timed_in_all_six_flows() throws Exception {
        try (ForeignLab lab = ForeignLab.shipped("node-spdy-client", folder)) {
            for (Map<String, String> manner : MANNERS) {
                for (String flow : sixFlows()) {
                    TrialResult result = lab.conforming(flow, manner);
                    assertThat(result.trial().variant().outer())
                            .isEqualTo(
                                    manner.get("tls").equals("1.3") ? Tls.FULL_1_3 : Tls.FULL_1_2);
                }
            }
        }
    }

    @Test
    void its_proxy_is_timed_in_all_six_flows() throws Exception {
        try (ForeignLab lab = ForeignLab.shipped("node-spdy-proxy", folder)) {
            for (Map<String, String> manner : MANNERS) {
                for (String flow : sixFlows()) {
                    lab.conforming(flow, manner);
                }
            }
            Map<String, String> warm = Map.of("tls", "1.3", "reuse", "warm-tunnel");
            lab.conforming("spdy-proxy.https-spdy", warm);
        }
    }

    @Test
    void its_origin_is_timed_in_all_six_flows() throws Exception {
        try (ForeignLab lab = ForeignLab.shipped("node-spdy-origin", folder)) {
            for (String flow : sixFlows()) {
                lab.conforming(flow, MANNERS.getFirst());
            }
            lab.conforming("spdy-proxy.https-spdy", MANNERS.getLast());
        }
    }

    @Test
    void its_client_strains_our_proxy_and_our_origin() throws Exception {
        try (ForeignLab lab = new ForeignLab(quick("client", "exercise.js"), folder)) {
            lab.runClient(Map.of("FLOWLAB_PROXY", "https://proxy"));
            assertThat(lab.outputs()).contains("GOAWAY while a stream is open: ");
        }
    }

    /// Bytes that another implementation's client sent, and two readers that know nothing of each
    /// other.
    @Test
    void its_frames_are_read_as_tshark_reads_them() throws Exception {
        Labs.assumeProgram("tshark");
        String parts = "exercise.js 80 half-closes reset refused PING GOAWAY";
        Path capture = folder.resolve("capture.pcapng");
        List<Message> messages;
        try (ForeignLab lab = new ForeignLab(quick("client", parts), folder)) {
            lab.runClient(Map.of("FLOWLAB_PROXY", "https://proxy"));
            messages = lab.carried(capture);
        }
        Map<String, Long> ours =
                messages.stream()
                        .map(m -> frameType(m.content()))
                        .filter(type -> !type.isEmpty())
                        .collect(Collectors.groupingBy(t -> t, Collectors.counting()));
        assertThat(ours)
                .containsKeys("data", "1", "2", "3", "4", "6", "7", "9")
                .isEqualTo(tshark(capture));
        assertThat(messages)
                .extracting(Message::content)
                .doesNotHaveAnyElementsOfTypes(Content.TlsUnread.class, Content.Opaque.class);
        assertThat(messages)
                .extracting(Message::content)
                .filteredOn(Content.Malformed.class::isInstance)
                .extracting(content -> ((Content.Malformed) content).reason())
                .as("what the proxy breaks off when its client resets a stream")
                .isSubsetOf("not complete: a body");
    }

    /// The type of a control frame (SPDY/3.1 §2.6), `data`, or nothing.
    private static String frameType(Content content) {
        return switch (content) {
            case Content.SpdyData d -> "data";
            case Content.SpdySynStream s -> "1";
            case Content.SpdySynReply r -> "2";
            case Content.SpdyRstStream r -> "3";
            case Content.SpdySettings s -> "4";
            case Content.SpdyPing p -> "6";
            case Content.SpdyGoaway g -> "7";
            case Content.SpdyHeaders h -> "8";
            case Content.SpdyWindowUpdate w -> "9";
            default -> "";
        };
    }

    private static Map<String, Long> tshark(Path capture) throws Exception {
        String[] command = {
            "tshark",
            "-n",
            "-r",
            capture.toString(),
            "-d",
            "tls.port==443,spdy",
            "-Y",
            "spdy",
            "-T",
            "fields",
            "-E",
            "separator=;",
            "-e",
            "spdy.type",
            "-e",
            "spdy.control_bit"
        };
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        Map<String, Long> counts = new HashMap<>();
        for (String line : process.inputReader().lines().toList()) {
            int semicolon = line.indexOf(';');
            for (String type : line.substring(0, semicolon).split(",", -1)) {
                if (!type.isEmpty()) {
                    counts.merge(type, 1L, Long::sum);
                }
            }
            for (String control : line.substring(semicolon + 1).split(",", -1)) {
                if (control.equals("0")) {
                    counts.merge("data", 1L, Long::sum);
                }
            }
        }
        assertThat(process.waitFor()).isZero();
        return counts;
    }

    @Test
    void our_client_fetches_much_through_its_proxy() throws Exception {
        try (ForeignLab lab = new ForeignLab(quick("proxy", "proxy.js"), folder)) {
            fetchMuch(lab);
        }
    }

    @Test
    void our_client_fetches_much_from_its_origin() throws Exception {
        try (ForeignLab lab = new ForeignLab(quick("origin", "origin.js"), folder)) {
            fetchMuch(lab);
        }
    }

    /// More than every window holds, one by one and side by side.
    private static void fetchMuch(ForeignLab lab) {
        Map<String, String> manner = Map.of("tls", "1.3");
        assertThat(lab.fetch("spdy-proxy.http", manner, "http://origin/bytes/" + 6 * MIB))
                .satisfies(f -> answered(f, 6 * MIB, "spdy/3.1"));
        assertThat(lab.fetch("spdy-proxy.https-spdy", manner, "https://origin/bytes/" + 6 * MIB))
                .satisfies(f -> answered(f, 6 * MIB, "spdy/3.1"));
        List<CompletableFuture<Event.Fetched>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int bytes = 100_000 + i;
            String flow = i % 2 == 0 ? "spdy-proxy.http" : "spdy-proxy.https-spdy";
            String url = (i % 2 == 0 ? "http" : "https") + "://origin/bytes/" + bytes;
            all.add(
                    CompletableFuture.supplyAsync(
                            () -> lab.fetch(flow, manner, url), Thread::startVirtualThread));
        }
        for (int i = 0; i < all.size(); i++) {
            answered(all.get(i).join(), 100_000 + i, "spdy/3.1");
        }
    }

    private static void answered(Event.Fetched fetched, long bytes, String proxyProtocol) {
        assertThat(fetched.status()).isEqualTo(200);
        assertThat(fetched.bodyBytes()).isEqualTo(bytes);
        assertThat(fetched.proxyProtocol()).isEqualTo(proxyProtocol);
    }

    /// A shipped topology with shorter links, and a larger echo, in which `program` runs.
    private static Topology quick(String role, String program) throws Exception {
        Path file = ShippedFiles.folder("topologies").resolve("node-spdy-" + role + ".yaml");
        String text =
                Files.readString(file)
                        .replace("/" + role + ".js", "/" + program)
                        .replace("{delay: 20ms}", "{delay: 2ms}")
                        .replace("{delay: 10ms}", "{delay: 1ms}")
                        .replace(
                                "{kind: origin}",
                                "{kind: origin, limits: {buffer-bytes: 8388608}}");
        return Topologies.parse("quick.yaml", text.getBytes(StandardCharsets.UTF_8)).from(file);
    }
}
