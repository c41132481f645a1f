package org.flowlab.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs programs one after the other, and measures for each the time from its start to its end and
/// the processor time.
final class TimedProcess {
    private static final int MAX_MINUTES = 10;

    /// Index in `/proc/self/stat`, counted after the name in parentheses, of the user time of ended
    /// children, in hundredths of a second (proc(5), `cutime`).
    private static final int CHILDREN_USER = 13;

    private static final int CHILDREN_SYSTEM = 14;
    private static final long TICK_NANOS = 10_000_000;

    private TimedProcess() {}

    /// Runs `command` to its end. No other child process may end meanwhile.
    ///
    /// @param output file for the standard output; null discards it
    /// @return null if the command cannot be run, fails or does not end in time
    static @Nullable Timing run(List<String> command, @Nullable Path output)
            throws InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(
                                output == null ? Redirect.DISCARD : Redirect.to(output.toFile()))
                        .redirectError(Redirect.DISCARD);
        try {
            long cpu = childrenNanos();
            long start = System.nanoTime();
            Process process = builder.start();
            if (!process.waitFor(MAX_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return null;
            }
            long nanos = System.nanoTime() - start;
            return process.exitValue() == 0 ? new Timing(nanos, childrenNanos() - cpu) : null;
        } catch (IOException e) {
            // The program is not installed.
            return null;
        }
    }

    private static long childrenNanos() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return TICK_NANOS
                * (Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_SYSTEM]));
    }
}
