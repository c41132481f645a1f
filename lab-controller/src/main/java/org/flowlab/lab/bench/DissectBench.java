package org.flowlab.lab.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flowlab.dissect.CaptureFile;
import org.flowlab.dissect.Dissector;
import org.flowlab.dissect.FrameListener;

/// Measures how long it takes to dissect a capture of tunnelled TLS, here and with tshark, and how
/// much memory it takes. Blocks, and wants the machine for itself.
public final class DissectBench {
    private static final int TSHARK_MINUTES = 10;

    private DissectBench() {}

    /// @param messages that were told
    /// @param dissectNanos each run, the first one without warm-up
    /// @param tsharkNanos each run, alternating with ours; empty where there is no tshark
    /// @param liveBytes of heap after collections at a quarter, a half, three quarters and the end
    ///   of the file, above what was live before
    public record Result(
            long fileBytes,
            long frames,
            long messages,
            List<Long> dissectNanos,
            List<Long> tsharkNanos,
            List<Long> liveBytes) {

        /// All of it in one line, for [#parse].
        public String line() {
            return String.join(
                    ";",
                    "" + fileBytes,
                    "" + frames,
                    "" + messages,
                    join(dissectNanos),
                    join(tsharkNanos),
                    join(liveBytes));
        }

        /// Reads what [#line] gave.
        ///
        /// @throws IllegalArgumentException where it is no such line
        public static Result parse(String line) {
            String[] fields = line.strip().split(";", -1);
            if (fields.length != 6) {
                throw new IllegalArgumentException("no result of a measurement: \"" + line + "\"");
            }
            return new Result(
                    Long.parseLong(fields[0]),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[2]),
                    split(fields[3]),
                    split(fields[4]),
                    split(fields[5]));
        }

        private static String join(List<Long> values) {
            return values.stream().map(String::valueOf).collect(Collectors.joining(","));
        }

        private static List<Long> split(String text) {
            return text.isEmpty()
                    ? List.of()
                    : Stream.of(text.split(",", -1)).map(Long::valueOf).toList();
        }

        /// How many times as long tshark took, median against median; 0 without tshark.
        public double speedup() {
            return tsharkNanos.isEmpty() ? 0 : (double) median(tsharkNanos) / median(dissectNanos);
        }

        private static long median(List<Long> values) {
            return values.stream().sorted().toList().get(values.size() / 2);
        }
    }

    /// Makes a capture of about `bytes` bytes in a directory of its own, which is taken away, and
    /// dissects it `runs` times.
    public static Result run(long bytes, int runs)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path directory = Files.createTempDirectory("flowlab-bench");
        Thread interrupted =
                Thread.ofPlatform()
                        .unstarted(
                                () -> {
                                    ProcessHandle.current()
                                            .descendants()
                                            .forEach(ProcessHandle::destroyForcibly);
                                    delete(directory);
                                });
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            Path file = directory.resolve("tunnels.pcapng");
            Path keyLog = directory.resolve("keys.log");
            TunnelCapture.write(file, keyLog, bytes);
            return measure(file, keyLog, runs);
        } finally {
            delete(directory);
            Runtime.getRuntime().removeShutdownHook(interrupted);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
            Files.delete(directory);
        } catch (IOException e) {
            System.err.println("delete " + directory + ": " + e);
        }
    }

    /// The same for a capture that is there.
    public static Result measure(Path file, Path keyLog, int runs)
            throws IOException, InterruptedException {
        List<Long> ours = new ArrayList<>();
        List<Long> theirs = new ArrayList<>();
        long[] messages = new long[1];
        long frames = 0;
        for (int i = 0; i < runs; i++) {
            messages[0] = 0;
            long start = System.nanoTime();
            frames = dissect(file, keyLog, messages, sink -> sink);
            ours.add(System.nanoTime() - start);
            long tshark = tshark(file, keyLog);
            if (tshark > 0) {
                theirs.add(tshark);
            }
        }
        List<Long> live = new ArrayList<>();
        long quarter = Math.max(1, frames / 4);
        messages[0] = 0;
        long before = liveBytes();
        dissect(
                file,
                keyLog,
                messages,
                sink -> new Watching(sink, quarter, () -> live.add(liveBytes() - before)));
        return new Result(Files.size(file), frames, messages[0], ours, theirs, live);
    }

    private interface Wrapping {
        FrameListener wrap(FrameListener sink);
    }

    private static long dissect(Path file, Path keyLog, long[] messages, Wrapping wrapping)
            throws IOException {
        Dissector dissector = new Dissector(_ -> messages[0]++);
        try (Stream<String> lines = Files.lines(keyLog)) {
            lines.forEach(dissector::key);
        }
        CaptureFile.Summary summary =
                CaptureFile.read(file, wrapping.wrap(dissector), dissector::key);
        dissector.finish();
        return summary.frames();
    }

    private static long liveBytes() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /// How long tshark takes for its one line per frame.
    ///
    /// @return 0 where it cannot be run
    private static long tshark(Path file, Path keyLog) throws InterruptedException {
        ProcessBuilder command =
                new ProcessBuilder(
                                "tshark", "-r", file.toString(), "-o", "tls.keylog_file:" + keyLog)
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD);
        long start = System.nanoTime();
        try {
            Process process = command.start();
            if (!process.waitFor(TSHARK_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return 0;
            }
            return process.exitValue() == 0 ? System.nanoTime() - start : 0;
        } catch (IOException e) {
            // Not installed.
            return 0;
        }
    }

    /// Does something every so many frames.
    private static final class Watching implements FrameListener {
        private final FrameListener to;
        private final long every;
        private final Runnable action;
        private long frames;

        Watching(FrameListener to, long every, Runnable action) {
            this.to = to;
            this.every = every;
            this.action = action;
        }

        private void count() {
            if (++frames % every == 0) {
                action.run();
            }
        }

        @Override
        public void sent(long nanos, byte[] buffer, int offset, int length) {
            to.sent(nanos, buffer, offset, length);
            count();
        }

        @Override
        public void lost(long nanos, byte[] buffer, int offset, int length) {
            to.lost(nanos, buffer, offset, length);
            count();
        }

        @Override
        public void dropped(long nanos, byte[] buffer, int offset, int length) {
            to.dropped(nanos, buffer, offset, length);
            count();
        }

        @Override
        public void delivered(long nanos, byte[] buffer, int offset, int length) {
            to.delivered(nanos, buffer, offset, length);
            count();
        }

        @Override
        public void seen(long nanos, byte[] buffer, int offset, int length) {
            to.seen(nanos, buffer, offset, length);
            count();
        }
    }

    /// Prints one measurement as [Result#line]: of a capture of so many bytes, dissected so often.
    /// Ends when its standard input does, as that of whoever started it is gone then.
    public static void main(String[] args)
            throws IOException, GeneralSecurityException, InterruptedException {
        Thread.ofPlatform().daemon().name("watch").start(DissectBench::exitWithInput);
        System.out.println(run(Long.parseLong(args[0]), Integer.parseInt(args[1])).line());
    }

    private static void exitWithInput() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is to be said.
            }
        } catch (IOException e) {
            // As good as its end.
        }
        System.exit(1);
    }
}
