package org.flowlab.lab.runtime.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.flowlab.lab.runtime.LastWords;
import org.flowlab.lab.runtime.NodeExit;
import org.flowlab.lab.runtime.NodeProcess;

/// A process on this machine. A thread reads its standard error.
final class LocalProcess implements NodeProcess {
    private static final Duration LAST_WORDS_PATIENCE = Duration.ofMillis(500);

    private final Process process;
    private final LastWords lastWords = new LastWords();
    private final Thread errors;

    LocalProcess(String node, Process process) {
        this.process = process;
        errors = Thread.ofPlatform().daemon().name(node + " errors").start(this::drain);
    }

    private void drain() {
        byte[] bytes = new byte[1 << 13];
        try (InputStream stream = process.getErrorStream()) {
            for (int count = stream.read(bytes); count >= 0; count = stream.read(bytes)) {
                lastWords.add(bytes, count);
            }
        } catch (IOException _) {
            // What was read is all there is.
        }
    }

    @Override
    public OutputStream input() {
        return process.getOutputStream();
    }

    @Override
    public InputStream output() {
        return process.getInputStream();
    }

    @Override
    public LastWords lastWords() {
        return lastWords;
    }

    /// Last words are waited for briefly: a child of the process may hold its standard error open.
    @Override
    public Optional<NodeExit> awaitExit(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        errors.join(LAST_WORDS_PATIENCE);
        return Optional.of(new NodeExit(process.exitValue(), ""));
    }

    @Override
    public void kill() {
        process.destroyForcibly();
    }
}
