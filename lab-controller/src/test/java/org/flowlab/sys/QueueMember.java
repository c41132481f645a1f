package org.flowlab.sys;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Another process in a [ProcessQueue]. It prints its place whenever that changes, and leaves the
/// queue at a line of input.
public final class QueueMember implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;

    private QueueMember(Process process) {
        this.process = process;
        this.out = process.inputReader();
        this.in = process.outputWriter();
    }

    public static void main(String[] arguments) throws IOException {
        QueueSpot spot = ProcessQueue.named(arguments[0]).enter();
        System.out.println(spot.place());
        while (spot.place() > 0) {
            if (spot.await(Duration.ofSeconds(1))) {
                System.out.println(spot.place());
            }
        }
        System.in.read();
        spot.close();
        System.out.println("left");
        System.in.read();
    }

    /// Starts one; it enters at once.
    public static QueueMember start(String queue) throws IOException {
        return new QueueMember(
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:+UseSerialGC",
                                        "-XX:TieredStopAtLevel=1",
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-cp",
                                        System.getProperty(
                                                "surefire.test.class.path",
                                                System.getProperty("java.class.path")),
                                        QueueMember.class.getName(),
                                        queue))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    public long pid() {
        return process.pid();
    }

    /// What it prints next; waits for it.
    public String next() throws IOException {
        return String.valueOf(out.readLine());
    }

    /// Makes it leave the queue.
    public void leave() throws IOException {
        in.write('\n');
        in.flush();
    }

    /// Sends it a signal, such as `STOP`.
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
