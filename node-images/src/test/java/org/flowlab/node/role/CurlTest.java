package org.flowlab.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flowlab.node.role.LoopbackLab.Running;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A client that is not ours.
@Tag("tool")
@Timeout(60)
class CurlTest {
    private final LoopbackLab lab = new LoopbackLab();
    @TempDir private Path folder;
    private Running origin;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(hasCurl(), "skipped: curl is not installed");
        Files.writeString(folder.resolve("ca.pem"), lab.authority.certificate());
        origin = lab.origin();
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private static boolean hasCurl() throws InterruptedException {
        try {
            return new ProcessBuilder("curl", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private String curl(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of("curl", "-sS", "--max-time", "20", "--noproxy", "", "--cacert"));
        command.add(folder.resolve("ca.pem").toString());
        command.addAll(List.of("--resolve", "origin:" + origin.spec().tlsPort() + ":127.0.0.1"));
        command.addAll(List.of("--resolve", "origin:" + origin.spec().plainPort() + ":127.0.0.1"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void curl_gets_a_page_over_tls(String version) throws Exception {
        assertThat(curl("--tlsv" + version, "--tls-max", version, origin.https("/")))
                .contains("This page came from an origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AES128-GCM-SHA256",
                "AES256-SHA",
                "ECDHE-RSA-AES128-GCM-SHA256",
                "ECDHE-ECDSA-AES128-GCM-SHA256",
                "ECDHE-ECDSA-CHACHA20-POLY1305",
                "ECDHE-RSA-AES256-SHA",
            })
    void curl_may_choose_the_cipher_suite(String suite) throws Exception {
        assertThat(
                        curl(
                                "--tls-max",
                                "1.2",
                                "--ciphers",
                                suite,
                                "-w",
                                "%{http_code}",
                                origin.https("/bytes/0")))
                .isEqualTo("200");
    }

    @Test
    void curl_posts_and_asks_for_heads_and_reuses_the_connection() throws Exception {
        assertThat(curl("-d", "hello", origin.https("/echo"))).isEqualTo("hello");
        assertThat(curl("-I", origin.https("/bytes/12345"))).contains("content-length: 12345");
        assertThat(
                        curl(
                                "-w",
                                "%{num_connects}\n",
                                "-o",
                                "/dev/null",
                                origin.https("/bytes/200000"),
                                "-o",
                                "/dev/null",
                                origin.https("/")))
                .isEqualTo("1\n0\n");
        assertThat(curl(origin.http("/bytes/10"))).isEqualTo("abcdefghij");
    }

    @Test
    void a_large_post_waits_for_100_continue() throws Exception {
        Path large = Files.write(folder.resolve("large"), new byte[200_000]);
        assertThat(
                        curl(
                                "-H",
                                "Expect: 100-continue",
                                "--data-binary",
                                "@" + large,
                                "-w",
                                "%{http_code} %{size_download}",
                                "-o",
                                "/dev/null",
                                origin.https("/echo")))
                .isEqualTo("200 200000");
    }

    @Test
    void curl_does_not_trust_another_lab() throws Exception {
        Files.writeString(
                folder.resolve("ca.pem"), org.flowlab.node.tls.Authority.create().certificate());
        assertThat(curl(origin.https("/"))).contains("SSL certificate problem");
    }
}
