package org.flowlab.dissect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dissector against tshark on one capture of tunnelled TLS with the same keys, by turns. Ours
/// is timed in a process that has dissected the file before, as a lab that runs for a while has;
/// the first time, when nothing is compiled yet, is printed beside it. tshark looks into the outer
/// TLS only.
@Tag("benchmark")
class DissectorBenchmark {
    private static final int ROUNDS = 3;

    @TempDir Path folder;

    @Test
    void a_capture_of_100_mb_is_dissected_five_times_as_fast_as_by_tshark() throws Exception {
        TunnelCapture capture = new TunnelCapture(folder).write(100_000_000, 5_000_000);
        List<String> theirs =
                List.of(
                        "tshark",
                        "-n",
                        "-r",
                        capture.file.toString(),
                        "-o",
                        "tls.keylog_file:" + capture.keyLog,
                        "-d",
                        "tls.port==443,spdy");
        List<Double> ratios = new ArrayList<>();
        System.out.printf("first time %.2f s%n", ourSeconds(capture));
        ourSeconds(capture);
        ourSeconds(capture);
        for (int i = 0; i < ROUNDS; i++) {
            double our = ourSeconds(capture);
            double their = seconds(theirs);
            ratios.add(their / our);
            System.out.printf(
                    "%d bytes: ours %.2f s, tshark %.2f s, ratio %.1f%n",
                    Files.size(capture.file), our, their, their / our);
        }
        assertThat(ratios).allSatisfy(ratio -> assertThat(ratio).isGreaterThan(5));
    }

    private double seconds(List<String> command) throws Exception {
        Path log = folder.resolve("out");
        long start = System.nanoTime();
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(process.exitValue()).as(() -> tail(log)).isZero();
        return seconds;
    }

    private static double ourSeconds(TunnelCapture capture) throws Exception {
        long start = System.nanoTime();
        long[] bodyBytes = new long[1];
        Dissector dissector =
                new Dissector(
                        message -> {
                            switch (message.content()) {
                                case Content.HttpBody body -> bodyBytes[0] += body.bytes();
                                case Content.TlsUnread u -> throw new AssertionError(u);
                                case Content.Opaque o -> throw new AssertionError(o);
                                case Content.Malformed m -> throw new AssertionError(m);
                                default -> {}
                            }
                        });
        Files.readAllLines(capture.keyLog).forEach(dissector::key);
        CaptureFile.read(capture.file, dissector, dissector::key);
        dissector.finish();
        assertThat(bodyBytes[0]).isGreaterThan(90_000_000);
        return (System.nanoTime() - start) / 1e9;
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()))
                    + "\n";
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
