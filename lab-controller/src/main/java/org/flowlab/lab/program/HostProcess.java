package org.flowlab.lab.program;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A command of the user's that runs on a [HostNode]. Thread-safe.
public final class HostProcess implements AutoCloseable {
    private static final long GRACE_MILLIS = 500;
    private static final int TOLD_LINES = 3;
    private static final int TOLD_BYTES = 2_000;

    private final String command;
    private final Process process;
    private final Path output;
    private final long outputBegin;

    /// @param outputBegin where in `output` this process's own begins
    HostProcess(String command, Process process, Path output, long outputBegin) {
        this.command = command;
        this.process = process;
        this.output = output;
        this.outputBegin = outputBegin;
    }

    /// Of the process that has the command's process namespace.
    long pid() {
        return process.pid();
    }

    /// Its exit status, 128 and the signal's number where one ended it; null while it runs.
    public @Nullable Integer exit() {
        return process.isAlive() ? null : process.exitValue();
    }

    /// Waits for its end.
    ///
    /// @return whether it ended in time
    public boolean await(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// What became of it, with the end of its output: `"curl …" ended with status 7, its output
    /// ends: …`
    public String told() {
        Integer status = exit();
        List<String> last = lastLines();
        return "\""
                + command
                + "\" "
                + (status == null ? "still runs" : "ended with status " + status)
                + (last.isEmpty()
                        ? " and printed nothing"
                        : ", its output ends: \"" + String.join(" / ", last) + "\"");
    }

    private List<String> lastLines() {
        try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
            long from = Math.max(outputBegin, file.length() - TOLD_BYTES);
            byte[] bytes = new byte[(int) Math.max(0, file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            List<String> lines =
                    new String(bytes, StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> line.replaceAll("\\p{Cntrl}", " ").strip())
                            .filter(line -> !line.isEmpty())
                            .toList();
            return lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    /// Asks it to end, and ends it with all that it started when it does not.
    @Override
    public void close() {
        if (!process.isAlive()) {
            return;
        }
        try (Stream<ProcessHandle> all = process.descendants()) {
            all.forEach(ProcessHandle::destroy);
        }
        boolean interrupted = false;
        try {
            process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        process.destroyForcibly(); // and with it the first process of its namespace, and so all
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
