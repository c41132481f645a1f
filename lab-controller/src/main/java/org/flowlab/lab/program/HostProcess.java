package org.flowlab.lab.program;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A user's command that runs on a [HostNode]. Thread-safe.
public final class HostProcess implements AutoCloseable {
    private static final long GRACE_MILLIS = 500;

    /// How long a killed process may take to end, as one that waits for a disk does.
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);

    /// How long the last output may take from an ended process into its file.
    private static final Duration OUTPUT_PATIENCE = Duration.ofSeconds(1);

    private static final int LAST_LINES = 3;

    /// A shell's exit statuses for a command that it cannot start.
    private static final int NOT_EXECUTABLE = 126;

    private static final int NOT_FOUND = 127;

    private final String command;
    private final Process process;
    private final Output output;
    private volatile boolean closed;

    HostProcess(String command, Process process, Output output) {
        this.command = command;
        this.process = process;
        this.output = output;
    }

    /// The number of the process that made the command's process namespace.
    long pid() {
        return process.pid();
    }

    /// The exit status, 128 plus the signal's number if a signal ended it; null while it runs.
    public @Nullable Integer exit() {
        return process.isAlive() ? null : process.exitValue();
    }

    /// Waits until the command has ended and its output is in `output.log`.
    ///
    /// @return true if it ended in time
    public boolean await(Duration patience) throws InterruptedException {
        boolean ended = process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (ended) {
            output.awaitEnd(OUTPUT_PATIENCE);
        }
        return ended;
    }

    /// Runs `task` on a thread of its own when the command ends, unless it is [closed][#close].
    public void whenEnded(Runnable task) {
        process.onExit()
                .thenRunAsync(
                        () -> {
                            if (!closed) {
                                task.run();
                            }
                        },
                        work -> Thread.ofPlatform().name("node-end").daemon().start(work));
    }

    /// Describes the state of the command, with the end of its output: `"curl …" ended with status
    /// 7, its output ends: …`
    public String told() {
        Integer status = exit();
        if (status != null) {
            awaitOutput();
        }
        List<String> last = output.lastLines(LAST_LINES);
        return "\""
                + command
                + "\" "
                + (status == null ? "still runs" : "ended with status " + status + meaning(status))
                + (last.isEmpty()
                        ? " and printed nothing"
                        : ", its output ends: \"" + String.join(" / ", last) + "\"");
    }

    private static String meaning(int status) {
        return switch (status) {
            case NOT_EXECUTABLE -> " (a shell's for a program that it may not execute)";
            case NOT_FOUND ->
                    " (a shell's for a program, or a script's interpreter, that does not exist)";
            default -> "";
        };
    }

    private void awaitOutput() {
        try {
            output.awaitEnd(OUTPUT_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Asks the command to end, then kills it with all that it started.
    @Override
    public void close() {
        closed = true;
        boolean interrupted = Thread.interrupted();
        if (process.isAlive()) {
            try (Stream<ProcessHandle> all = process.descendants()) {
                all.forEach(ProcessHandle::destroy);
            }
            interrupted |= awaitEnd(GRACE_MILLIS);
            // The first process of its namespace dies with it, and so all of them.
            process.destroyForcibly();
            interrupted |= awaitEnd(KILL_PATIENCE.toMillis());
        }
        awaitOutput();
        output.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return true if the calling thread was interrupted meanwhile
    private boolean awaitEnd(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean interrupted = false;
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }
}
