package org.flowlab.node.main;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.flowlab.node.spec.Event;
import org.flowlab.node.spec.SpecJson;

/// Writes events as JSON lines on its own thread, so that a slow reader does not delay the node.
final class EventWriter implements AutoCloseable {
    private static final Object END = new Object();

    private final BlockingQueue<Object> queue;
    private final PrintStream output;
    private final Runnable stalled;
    private final Thread thread;

    /// @param most the number of events that may wait for the reader
    /// @param stalled called when more would wait
    EventWriter(PrintStream output, int most, Runnable stalled) {
        this.output = output;
        this.stalled = stalled;
        queue = new ArrayBlockingQueue<>(most);
        thread = Thread.ofPlatform().name("events").daemon().start(this::drain);
    }

    void write(Event event) {
        if (!queue.offer(event)) {
            stalled.run();
        }
    }

    private void drain() {
        try {
            for (Object next = queue.take(); next != END; next = queue.take()) {
                byte[] line =
                        (SpecJson.write((Event) next) + "\n").getBytes(StandardCharsets.UTF_8);
                output.write(line, 0, line.length);
                if (queue.isEmpty()) {
                    output.flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        output.flush();
    }

    /// Waits until all events are written.
    @Override
    public void close() {
        try {
            queue.put(END);
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
