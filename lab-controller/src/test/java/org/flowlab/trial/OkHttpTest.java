package org.flowlab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flowlab.lab.Labs;
import org.flowlab.topology.Topology;
import org.flowlab.trial.okhttp.OkHttpFetch;
import org.flowlab.trial.okhttp.OkHttpServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our nodes beside OkHttp 2, another implementation of SPDY/3.1, as client, as proxy and as
/// origin. It tells nobody its TLS keys; ours do.
@Tag("netns")
class OkHttpTest {
    private static final Map<String, String> ALPN =
            Map.of("negotiation", "alpn", "key-exchange", "ecdhe");

    @TempDir private Path folder;

    @BeforeAll
    static void mayMakeNamespaces() {
        Labs.assume();
    }

    @Test
    void its_client_is_timed_through_our_proxy() throws Exception {
        try (ForeignLab lab = new ForeignLab(withClient("", 20), folder)) {
            lab.conforming("https-proxy.http", ALPN);
            lab.conforming("https-proxy.https-http", ALPN);
            lab.conforming("https-proxy.https-spdy", ALPN);
        }
    }

    @Test
    void its_client_sends_and_fetches_much_over_spdy_in_a_tunnel() throws Exception {
        try (ForeignLab lab = new ForeignLab(withClient("much", 2), folder)) {
            lab.runClient(
                    Map.of(
                            "FLOWLAB_URL", "https://origin/",
                            "FLOWLAB_PROXY", "https://proxy:443",
                            "FLOWLAB_FLOW", "https-proxy.https-spdy"));
            assertThat(lab.outputs()).contains("many: 100079 bytes");
        }
    }

    @Test
    void its_server_is_timed_behind_our_proxy() throws Exception {
        try (ForeignLab lab = new ForeignLab(withOrigin(20), folder)) {
            lab.conforming("https-proxy.https-spdy", ALPN);
            lab.conforming("spdy-proxy.https-spdy", ALPN);
            lab.conforming("spdy-proxy.https-spdy", Map.of("tls", "1.3"));
        }
    }

    @Test
    void its_proxy_is_timed() throws Exception {
        try (ForeignLab lab = new ForeignLab(withProxy(20), folder)) {
            for (String flow :
                    List.of("spdy-proxy.http", "spdy-proxy.https-http", "spdy-proxy.https-spdy")) {
                lab.conforming(flow, ALPN);
                lab.conforming(flow, Map.of("tls", "1.3"));
            }
        }
    }

    @Test
    void our_client_fetches_much_from_its_server() throws Exception {
        try (ForeignLab lab = new ForeignLab(withOrigin(2), folder)) {
            fetchMuch(lab, "spdy-proxy.https-spdy", "https://origin/bytes/");
        }
    }

    @Test
    void our_client_fetches_much_through_its_proxy() throws Exception {
        try (ForeignLab lab = new ForeignLab(withProxy(2), folder)) {
            fetchMuch(lab, "spdy-proxy.http", "http://origin/bytes/");
            fetchMuch(lab, "spdy-proxy.https-spdy", "https://origin/bytes/");
        }
    }

    private static void fetchMuch(ForeignLab lab, String flow, String url) {
        for (int bytes : new int[] {6_000_000, 1, 100_000}) {
            assertThat(lab.fetch(flow, ALPN, url + bytes).bodyBytes()).isEqualTo(bytes);
        }
    }

    private static Topology withClient(String argument, int delayMillis) {
        return topology(
                "{kind: host, role: client, exec: %s}".formatted(java(OkHttpFetch.class, argument)),
                "{kind: proxy}",
                "{kind: origin, limits: {buffer-bytes: 8388608}}",
                delayMillis);
    }

    private static Topology withOrigin(int delayMillis) {
        return topology(
                "{kind: client}",
                "{kind: proxy}",
                "{kind: host, role: origin, protocols: [spdy/3.1], exec: %s}"
                        .formatted(java(OkHttpServer.class, "")),
                delayMillis);
    }

    private static Topology withProxy(int delayMillis) {
        return topology(
                "{kind: client}",
                "{kind: host, role: proxy, protocols: [spdy/3.1], exec: %s}"
                        .formatted(java(OkHttpServer.class, "proxy")),
                "{kind: origin}",
                delayMillis);
    }

    private static Topology topology(String client, String proxy, String origin, int delayMillis) {
        return Labs.topology(
                """
                name: okhttp
                topology:
                  nodes:
                    client: %s
                    proxy:  %s
                    origin: %s
                  links:
                    - {endpoints: ["client:eth0", "proxy:eth0"], tc: {delay: %dms}}
                    - {endpoints: ["proxy:eth1", "origin:eth0"], tc: {delay: 1ms}}
                """
                        .formatted(client, proxy, origin, delayMillis));
    }

    /// The command line of a program of the tests, as a list in YAML.
    private static String java(Class<?> program, String argument) {
        String classes =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return "[\"%s\", -XX:TieredStopAtLevel=1, -XX:+UseSerialGC, -cp, \"%s\", %s%s]"
                .formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        classes,
                        program.getName(),
                        argument.isEmpty() ? "" : ", " + argument);
    }
}
