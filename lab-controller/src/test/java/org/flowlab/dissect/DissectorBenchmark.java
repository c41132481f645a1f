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

/// The dissector against tshark on one capture of tunnelled TLS with the same keys, by turns, each
/// in a process of its own.
@Tag("benchmark")
class DissectorBenchmark {
    private static final int ROUNDS = 3;

    @TempDir Path folder;

    @Test
    void a_capture_of_100_mb_is_dissected_five_times_as_fast_as_by_tshark() throws Exception {
        TunnelCapture capture = new TunnelCapture(folder).write(100_000_000, 5_000_000);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> ours =
                List.of(
                        java,
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Run.class.getName(),
                        capture.file.toString(),
                        capture.keyLog.toString());
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
        for (int i = 0; i < ROUNDS; i++) {
            double our = seconds(ours);
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
        if (command.getFirst().endsWith("java")) {
            System.out.print(tail(log));
        }
        return seconds;
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

    /// Dissects a capture and counts messages.
    static final class Run {
        private static long messages;
        private static long bodyBytes;
        private static long unread;

        private Run() {}

        public static void main(String[] args) throws Exception {
            long start = System.nanoTime();
            Dissector dissector = new Dissector(Run::count);
            Files.readAllLines(Path.of(args[1])).forEach(dissector::key);
            CaptureFile.read(Path.of(args[0]), dissector, dissector::key);
            dissector.finish();
            System.out.printf(
                    "%d messages, %d bytes of bodies, %d unread, %.2f s%n",
                    messages, bodyBytes, unread, (System.nanoTime() - start) / 1e9);
        }

        private static void count(Message message) {
            messages++;
            switch (message.content()) {
                case Content.HttpBody body -> bodyBytes += body.bytes();
                case Content.TlsUnread ignored -> unread++;
                case Content.Opaque ignored -> unread++;
                case Content.Malformed malformed -> {
                    unread++;
                    System.out.println(malformed);
                }
                default -> {}
            }
        }
    }
}
