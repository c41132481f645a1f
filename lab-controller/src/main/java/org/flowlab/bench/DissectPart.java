package org.flowlab.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flowlab.bench.Target.Kind;
import org.flowlab.stats.Sample;

/// The part that measures how fast a capture of TLS within TLS is dissected, how much memory that
/// takes, and how long tshark takes.
final class DissectPart implements Part {
    private static final long BYTES = 100_000_000;

    /// The most megabytes by which the live heap may grow in the second half of the file.
    private static final double MOST_GROWTH = 4;

    /// The options of the JVM that dissects. AES-GCM uses the processor's own instructions only
    /// after the second compiler has compiled the two methods below. They are called only twice per
    /// record, so they are compiled after about ten calls instead of thousands.
    private static final List<String> JVM =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xmx256m",
                    "-XX:CompileCommand=quiet",
                    early("GHASH::update"),
                    early("CounterMode::encrypt"),
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

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
        run.found(speed("dissected, first pass of a JVM", result, result.first()));
        run.found(speed("with the JVM's start", result, result.processes()));
        run.found(
                speed("dissected, later", result, result.warm())
                        .with("file_bytes", result.fileBytes())
                        .with("frames", result.frames())
                        .with("messages", result.messages()));
        if (result.tshark().isEmpty()) {
            run.found(Finding.count("tshark is not installed: comparisons", 0));
        } else {
            run.found(speed("tshark, with its start", result, result.tshark()));
            run.found(times("times as fast as tshark, first pass", result, result.first()));
            run.found(times("times as fast as tshark, later", result, result.warm()));
        }
        memory(run, result.liveBytes());
    }

    private static String early(String method) {
        return "-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider."
                + method
                + ",0.002";
    }

    private static Finding speed(String what, DissectBench.Result result, List<Timing> timings) {
        double megabytes = result.fileBytes() / 1e6;
        double[] speeds =
                timings.stream().mapToDouble(t -> megabytes / (t.nanos() / 1e9)).toArray();
        double[] cpu = timings.stream().mapToDouble(t -> t.cpuNanos() / 1e9).toArray();
        return Finding.of(what, "MB/s", Spread.of(speeds))
                .with("cpu_seconds", Sample.of(cpu).median());
    }

    private static Finding times(String what, DissectBench.Result result, List<Timing> timings) {
        return Finding.of(what, "", result.timesAsFast(timings))
                .should(Target.atLeast(5, Kind.SPEED));
    }

    /// Dissects in a JVM of its own, with a small heap. The lab's JVM is tuned for some hundred
    /// runs of flows, not for millions of frames.
    private static DissectBench.Result inOwnProcess(long bytes, int runs)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(DissectBench.class.getName(), "" + bytes, "" + runs));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var out = process.inputReader()) {
            String line = out.readLine();
            if (line == null || process.waitFor() != 0) {
                throw new IOException(
                        "dissect in a process of its own: it ended without a result; its errors are above");
            }
            return DissectBench.Result.parse(line);
        } finally {
            process.destroy();
        }
    }

    /// Reports the live heap of that JVM halfway and at the end. A dissector without leaks needs no
    /// more for the second half.
    static void memory(Run run, List<Long> live) {
        if (live.size() < 4) {
            return;
        }
        double halfway = live.get(1) / 1e6;
        run.found(Finding.of("live heap, halfway", "MB", halfway));
        run.found(
                Finding.of("live heap, at the end", "MB", live.get(3) / 1e6)
                        .should(Target.atMost(halfway + MOST_GROWTH, Kind.MUST))
                        .with("quarters_bytes", live));
    }
}
