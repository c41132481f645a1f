package org.flowlab.experiment.bench;

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
        DissectBench.Result result = DissectBench.run(bytes, run.times(5, 3));
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
