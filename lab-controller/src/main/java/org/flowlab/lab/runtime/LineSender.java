package org.flowlab.lab.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Sends lines to a node on a thread of its own, so that a node that does not read delays nobody:
/// its line with the specification when it has said hello, then its commands. If there are none, it
/// sends an empty line three times in each lease. Thread-safe.
final class LineSender {
    private static final int MOST_WAITING = 1_000;
    private static final int BEATS = 3;
    private static final Duration GRACE = Duration.ofSeconds(2);

    /// What asks the thread to end: no line has a line end in it.
    private static final String END = "\n";

    private final NodeProcess process;
    private final String start;
    private final RemoteNode.Patience patience;
    private final Consumer<String> failed;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MOST_WAITING);
    private final CountDownLatch greeted = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean ending;

    /// @param start the first line
    /// @param failed is given why the node cannot be talked to, as a sentence without a subject
    LineSender(
            String node,
            NodeProcess process,
            String start,
            RemoteNode.Patience patience,
            Consumer<String> failed) {
        this.process = process;
        this.start = start;
        this.patience = patience;
        this.failed = failed;
        thread = Thread.ofPlatform().daemon().name(node + " commands").unstarted(this::run);
    }

    void begin() {
        thread.start();
    }

    /// The node has said hello.
    void greeted() {
        greeted.countDown();
    }

    /// Sends a line after those that wait. Never blocks.
    void send(String line) {
        if (!ending && !lines.offer(line)) {
            failed.accept("does not read its commands: " + MOST_WAITING + " wait");
        }
    }

    /// Closes the node's input after the lines that wait, without waiting for that.
    void end() {
        ending = true;
        greeted.countDown();
        if (!lines.offer(END)) {
            lines.clear(); // it does not read them
            lines.add(END);
        }
    }

    void join(Duration most) throws InterruptedException {
        thread.join(most);
    }

    private void run() {
        try (OutputStream input = process.input()) {
            if (!greeted.await(patience.hello().toNanos(), TimeUnit.NANOSECONDS)) {
                failed.accept("said no hello within " + patience.hello().toMillis() + " ms");
                return;
            }
            if (ending) {
                return; // it gets no keys
            }
            long beat = patience.lease().dividedBy(BEATS).toNanos();
            for (String line = start; !line.equals(END); line = next(beat)) {
                input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                input.flush();
            }
        } catch (IOException e) {
            failUnlessEnded();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String next(long beat) throws InterruptedException {
        if (beat == 0) {
            return lines.take();
        }
        String line = lines.poll(beat, TimeUnit.NANOSECONDS);
        return line == null ? "" : line;
    }

    /// The input of a process that has ended is closed, too; its reader reports the end.
    private void failUnlessEnded() {
        try {
            if (process.awaitExit(GRACE).isEmpty()) {
                failed.accept("closed its standard input");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
