package org.flowlab.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flowlab.dissect.CaptureFile;
import org.flowlab.dissect.Dissector;
import org.flowlab.dissect.FrameListener;
import org.jspecify.annotations.Nullable;

/// Measures the time and memory that it takes to dissect a capture of tunnelled TLS, and the time
/// that tshark takes for it. Blocks; nothing else should run on the machine.
public final class DissectBench {
    /// The first argument of a JVM that makes one pass.
    private static final String ONCE = "once";

    private static final int WARM_UP = 2;

    private DissectBench() {}

    /// Sizes, times and memory of one measurement.
    ///
    /// @param messages number of messages that the dissector reported
    /// @param first from a file's first byte to the last message, as the first work of a JVM; each
    ///   run has a JVM of its own
    /// @param processes the same JVMs, from their start to their end
    /// @param warm like `first`, but repeated in one JVM that is warmed up
    /// @param tshark each run of tshark's process, in turn with ours; empty if tshark cannot be run
    /// @param liveBytes the live heap of this JVM, after a collection each, at a quarter, a half,
    ///   three quarters and the end of the file
    public record Result(
            long fileBytes,
            long frames,
            long messages,
            List<Timing> first,
            List<Timing> processes,
            List<Timing> warm,
            List<Timing> tshark,
            List<Long> liveBytes) {

        /// The result as one line of text, for [#parse].
        public String line() {
            return String.join(
                    ";",
                    "" + fileBytes,
                    "" + frames,
                    "" + messages,
                    Timing.join(first),
                    Timing.join(processes),
                    Timing.join(warm),
                    Timing.join(tshark),
                    liveBytes.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }

        /// Reads what [#line] returned.
        ///
        /// @throws IllegalArgumentException if `line` is something else
        public static Result parse(String line) {
            String[] fields = line.strip().split(";", -1);
            if (fields.length != 8) {
                throw new IllegalArgumentException(
                        "not the result of a measurement: \"" + line + "\"");
            }
            return new Result(
                    Long.parseLong(fields[0]),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[2]),
                    Timing.split(fields[3]),
                    Timing.split(fields[4]),
                    Timing.split(fields[5]),
                    Timing.split(fields[6]),
                    fields[7].isEmpty()
                            ? List.of()
                            : Stream.of(fields[7].split(",", -1)).map(Long::valueOf).toList());
        }

        /// The median time of tshark divided by the median of `ours`; 0 without tshark.
        public double timesAsFast(List<Timing> ours) {
            return tshark.isEmpty()
                    ? 0
                    : (double) Timing.medianNanos(tshark) / Timing.medianNanos(ours);
        }
    }

    /// Writes a capture of about `bytes` bytes to a temporary directory and dissects it `runs`
    /// times in each way. Deletes the directory afterwards.
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

    /// Dissects an existing capture `runs` times in each way. A fresh JVM, this JVM and tshark take
    /// turns, so that other load on the machine slows all three alike.
    public static Result measure(Path file, Path keyLog, int runs)
            throws IOException, InterruptedException {
        List<Timing> first = new ArrayList<>();
        List<Timing> processes = new ArrayList<>();
        List<Timing> warm = new ArrayList<>();
        List<Timing> theirs = new ArrayList<>();
        Pass pass = new Pass(file, keyLog);
        for (int i = 0; i < WARM_UP; i++) {
            pass.run(sink -> sink);
        }
        for (int i = 0; i < runs; i++) {
            fresh(file, keyLog, first, processes);
            warm.add(pass.timed());
            Timing tshark = tshark(file, keyLog);
            if (tshark != null) {
                theirs.add(tshark);
            }
        }
        List<Long> live = new ArrayList<>();
        long quarter = Math.max(1, pass.frames / 4);
        pass.run(sink -> new Watching(sink, quarter, () -> live.add(liveBytes())));
        return new Result(
                Files.size(file), pass.frames, pass.messages, first, processes, warm, theirs, live);
    }

    /// Makes one pass in a new JVM with the options of this one.
    private static void fresh(Path file, Path keyLog, List<Timing> passes, List<Timing> processes)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(
                List.of(DissectBench.class.getName(), ONCE, file.toString(), keyLog.toString()));
        Path told = file.resolveSibling("once.txt");
        Timing process = TimedProcess.run(command, told);
        if (process == null) {
            throw new IOException(
                    "dissect " + file + " in a fresh JVM: it failed or did not end in time");
        }
        processes.add(process);
        passes.addAll(Timing.split(Files.readString(told).strip()));
    }

    /// Dissects a file from its first byte to the last message.
    private static final class Pass {
        private static final OperatingSystemMXBean MACHINE =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

        private final Path file;
        private final Path keyLog;
        long frames;
        long messages;

        Pass(Path file, Path keyLog) {
            this.file = file;
            this.keyLog = keyLog;
        }

        Timing timed() throws IOException {
            long cpu = MACHINE.getProcessCpuTime();
            long start = System.nanoTime();
            run(sink -> sink);
            long nanos = System.nanoTime() - start;
            return new Timing(nanos, MACHINE.getProcessCpuTime() - cpu);
        }

        void run(Wrapping wrapping) throws IOException {
            messages = 0;
            Dissector dissector = new Dissector(_ -> messages++);
            try (Stream<String> lines = Files.lines(keyLog)) {
                lines.forEach(dissector::key);
            }
            frames = CaptureFile.read(file, wrapping.wrap(dissector), dissector::key).frames();
            dissector.finish();
        }
    }

    private interface Wrapping {
        FrameListener wrap(FrameListener sink);
    }

    private static long liveBytes() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /// The time that tshark takes to print its one line per frame.
    ///
    /// @return null if tshark cannot be run
    private static @Nullable Timing tshark(Path file, Path keyLog) throws InterruptedException {
        return TimedProcess.run(
                List.of("tshark", "-r", file.toString(), "-o", "tls.keylog_file:" + keyLog), null);
    }

    /// Passes frames on, and runs an action after every `every` frames.
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

    /// Makes a capture of `args[0]` bytes, dissects it `args[1]` times and prints the result as
    /// [Result#line] does. Ends when its standard input ends: then the process that started it is
    /// gone.
    ///
    /// With `once FILE KEYS` it makes one pass and prints its time.
    public static void main(String[] args)
            throws IOException, GeneralSecurityException, InterruptedException {
        if (args[0].equals(ONCE)) {
            Timing timing = new Pass(Path.of(args[1]), Path.of(args[2])).timed();
            System.out.println(Timing.join(List.of(timing)));
            return;
        }
        Thread.ofPlatform().daemon().name("watch").start(DissectBench::exitWithInput);
        System.out.println(run(Long.parseLong(args[0]), Integer.parseInt(args[1])).line());
    }

    private static void exitWithInput() {
        try {
            while (System.in.read() >= 0) {
                // What is read does not matter, only the end.
            }
        } catch (IOException e) {
            // An error counts as the end of the input.
        }
        System.exit(1);
    }
}
