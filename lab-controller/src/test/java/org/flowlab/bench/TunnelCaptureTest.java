package org.flowlab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flowlab.dissect.CaptureFile;
import org.flowlab.dissect.Content;
import org.flowlab.dissect.Dissector;
import org.flowlab.dissect.Message;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunnelCaptureTest {
    @TempDir Path dir;
    private Path file;
    private Path keyLog;

    @BeforeEach
    void write() throws Exception {
        file = dir.resolve("capture.pcapng");
        keyLog = dir.resolve("keys");
        TunnelCapture.write(file, keyLog, 10_000_000);
    }

    @Test
    void everything_in_the_tunnels_is_read() throws Exception {
        List<Message> messages = new ArrayList<>();
        Dissector dissector = new Dissector(messages::add);
        CaptureFile.read(file, dissector, dissector::key);
        dissector.finish();
        assertThat(file).isRegularFile().isNotEmptyFile();
        assertThat(messages)
                .extracting(m -> (Object) m.content().getClass())
                .doesNotContain(
                        Content.TlsUnread.class, Content.Malformed.class, Content.Opaque.class);
        // Each response takes about 66 KB; the handshakes take the rest of the capture.
        assertThat(messages)
                .filteredOn(
                        m ->
                                m.content() instanceof Content.HttpResponse r
                                        && r.status() == 200
                                        && m.conversation().tunnels() == 1)
                .hasSizeBetween(130, 150);
        assertThat(messages)
                .filteredOn(
                        m ->
                                m.content() instanceof Content.HttpRequest r
                                        && r.method().equals("CONNECT"))
                .hasSize(3)
                .allMatch(m -> m.conversation().tunnels() == 0);
        assertThat(dissector.counts().gapBytes()).isZero();
    }

    @Test
    @Tag("tool")
    void tshark_opens_the_outer_tls_with_the_secrets_in_the_file() throws Exception {
        boolean installed =
                List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
                        .anyMatch(p -> Files.isExecutable(Path.of(p, "tshark")));
        assumeTrue(installed, "skipped: no tshark on the path");
        Process process =
                new ProcessBuilder(
                                "tshark",
                                "-r",
                                file.toString(),
                                "-Y",
                                "http.request",
                                "-T",
                                "fields",
                                "-e",
                                "http.request.method",
                                "-e",
                                "http.request.uri")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output.lines()).hasSize(3).containsOnly("CONNECT\torigin:443");
    }

    @Test
    @Tag("benchmark")
    void a_warm_jvm_dissects_at_least_five_times_as_fast_as_by_tshark() throws Exception {
        DissectBench.Result result = DissectBench.run(100_000_000, 5);
        assertThat(result.timesAsFast(result.warm())).isGreaterThan(5);
        long first = result.liveBytes().getFirst();
        assertThat(result.liveBytes()).allMatch(live -> live < first + (16 << 20));
    }
}
