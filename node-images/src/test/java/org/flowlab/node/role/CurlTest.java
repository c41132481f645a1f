package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.FreePorts;
import org.flowlab.node.role.LoopbackLab.Running;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A foreign client that was not made for this proxy.
@Tag("tool")
@Timeout(180)
class CurlTest {
    @TempDir private Path dir;
    private final ProxyWire wire = new ProxyWire();

    @BeforeEach
    void curlIsThere() throws Exception {
        boolean there = false;
        try {
            Process version = new ProcessBuilder("curl", "--version").start();
            String text = new String(version.getInputStream().readAllBytes());
            there = version.waitFor() == 0 && text.contains("HTTPS-proxy");
        } catch (IOException e) {
            // Not installed.
        }
        assumeTrue(there, "skipped: no curl that speaks to HTTPS proxies");
    }

    @AfterEach
    void stop() throws Exception {
        wire.close();
    }

    private String curl(Running proxy, String... arguments) throws Exception {
        Path ca = dir.resolve("ca.pem");
        Files.writeString(ca, wire.lab.authority.certificate());
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20"));
        command.addAll(List.of("--proxy-cacert", ca.toString(), "--cacert", ca.toString()));
        command.addAll(List.of("-x", "https://127.0.0.1:" + proxy.spec().tlsPort()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    @Test
    void pages_come_over_http_and_https_and_twice_on_one_connection() throws Exception {
        Running origin = wire.lab.origin();
        Running proxy = wire.proxy(ProxyWire.LIMITS, true);
        for (String url : new String[] {origin.http("/"), origin.https("/")}) {
            String said = curl(proxy, "-w", "<%{http_code} %{num_connects}>", url, url);
            assertThat(said).contains("This page came from an origin");
            assertThat(said).contains("<200 0>").containsPattern("<200 [12]>");
        }
    }

    @Test
    void heads_and_uploads_and_large_pages_pass() throws Exception {
        Running origin = wire.lab.origin();
        Running proxy = wire.proxy(ProxyWire.LIMITS, true);
        assertThat(curl(proxy, "-I", origin.http("/bytes/1000")))
                .containsIgnoringCase("content-length: 1000");
        Path upload = dir.resolve("upload");
        byte[] bytes = new byte[200_000];
        new Random(3).nextBytes(bytes);
        Files.write(upload, bytes);
        for (String url : new String[] {origin.http("/echo"), origin.https("/echo")}) {
            for (String framing : new String[] {"X-A: b", "Transfer-Encoding: chunked"}) {
                Path back = dir.resolve("back");
                String said =
                        curl(
                                proxy,
                                "-H",
                                framing,
                                "-H",
                                "Expect: 100-continue",
                                "--data-binary",
                                "@" + upload,
                                "-o",
                                back.toString(),
                                url);
                assertThat(said).isEmpty();
                assertThat(Files.readAllBytes(back)).isEqualTo(bytes);
            }
        }
        assertThat(
                        curl(
                                proxy,
                                "-o",
                                dir.resolve("large").toString(),
                                "-w",
                                "%{size_download}",
                                origin.http("/bytes/30000000")))
                .isEqualTo("30000000");
    }

    /// In all the ways that curl knows to go through an HTTPS proxy.
    @Test
    void tunnels_to_plain_ports_and_older_manners_pass() throws Exception {
        Running origin = wire.lab.origin();
        Running proxy = wire.proxy(ProxyWire.LIMITS, true);
        String plain = origin.http("/bytes/100000");
        String secure = origin.https("/bytes/100000");
        for (List<String> manner :
                List.of(
                        List.of("--proxytunnel", plain),
                        List.of("--http1.0", plain),
                        List.of("--http1.0", secure),
                        List.of("--no-alpn", secure),
                        List.of("--http2", secure),
                        List.of("--tls-max", "1.2", secure),
                        List.of("--proxy-tlsv1", "--proxy-ciphers", "AES128-GCM-SHA256", secure),
                        List.of("--compressed", "--range", "0-99999", plain))) {
            List<String> arguments = new ArrayList<>(manner);
            arguments.addAll(
                    List.of(
                            "-o",
                            dir.resolve("page").toString(),
                            "-w",
                            "%{http_code} %{size_download}"));
            assertThat(curl(proxy, arguments.toArray(String[]::new)))
                    .as("%s", manner)
                    .isEqualTo("200 100000");
        }
    }

    @Test
    void refusals_are_shown() throws Exception {
        Running proxy = wire.proxy(ProxyWire.LIMITS, false);
        assertThat(curl(proxy, "http://example.com/")).contains("403", "not a node of this lab");
        assertThat(curl(proxy, "https://example.com/")).contains("403");
        int port = FreePorts.next();
        assertThat(curl(proxy, "http://origin:" + port + "/")).contains("502", "refused");
        assertThat(curl(proxy, "https://origin:" + port + "/")).contains("502");
    }
}
