package org.flowlab.experiment.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.flowlab.experiment.bench.Target.Kind;
import org.flowlab.lab.bench.DissectBench;
import org.flowlab.stats.Sample;

/// How fast a capture of TLS within TLS is dissected, in what memory, and how long tshark takes.
final class DissectPart implements Part {
    private static final long BYTES = 100_000_000;

    @Override
    public String name() {
        return "dissect";
    }

    @Override
    public String title() {
        return "a capture of 100 MB of tunnelled TLS, and tshark with the same keys";
    }

    @Override
    public void measure(Run run) throws Exception {
        long bytes = run.quick() ? BYTES / 2 : BYTES;
        DissectBench.Result result = inOwnProcess(bytes, run.times(5, 3));
        double megabytes = result.fileBytes() / 1e6;
        double[] seconds = result.dissectNanos().stream().mapToDouble(n -> n / 1e9).toArray();
        double[] warm = Arrays.copyOfRange(seconds, 1, seconds.length);
        run.found(Finding.of("dissected at first", "MB/s", megabytes / seconds[0]));
        run.found(
                Finding.of("and then", "MB/s", Spread.of(speeds(megabytes, warm)))
                        .with("file_bytes", result.fileBytes())
                        .with("frames", result.frames())
                        .with("messages", result.messages()));
        if (result.tsharkNanos().isEmpty()) {
            run.found(Finding.count("tshark is not installed: comparisons", 0));
        } else {
            double[] theirs = result.tsharkNanos().stream().mapToDouble(n -> n / 1e9).toArray();
            run.found(Finding.of("tshark", "MB/s", Spread.of(speeds(megabytes, theirs))));
            double times = Sample.of(theirs).median() / Sample.of(warm).median();
            run.found(
                    Finding.of("times as fast as tshark", "", times)
                            .should(Target.atLeast(5, Kind.SPEED)));
        }
        memory(run, result.liveBytes());
    }

    /// The lab's JVM compiles for flows that are run some hundred times, and not for millions of
    /// frames; so a JVM of its own dissects, with no more memory than the first needs.
    private static DissectBench.Result inOwnProcess(long bytes, int runs)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                DissectBench.class.getName(),
                                "" + bytes,
                                "" + runs)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var out = process.inputReader()) {
            String line = out.readLine();
            if (line == null || process.waitFor() != 0) {
                throw new IOException("dissect in a process of its own: it ended early");
            }
            return DissectBench.Result.parse(line);
        } finally {
            process.destroy();
        }
    }

    private static double[] speeds(double megabytes, double[] seconds) {
        return Arrays.stream(seconds).map(s -> megabytes / s).toArray();
    }

    /// What is live halfway and at the end; a sound dissector needs no more for the second half.
    private static void memory(Run run, List<Long> live) {
        if (live.size() < 4) {
            return;
        }
        run.found(Finding.of("live memory, halfway", "MB", Math.max(0, live.get(1) / 1e6)));
        run.found(
                Finding.of("live memory, at the end", "MB", Math.max(0, live.get(3) / 1e6))
                        .should(Target.atMost(Math.max(4, live.get(1) / 1e6 * 1.5), Kind.MUST))
                        .with("quarters_bytes", live));
    }
}
