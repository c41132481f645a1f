package org.flowlab.lab.runtime.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.flowlab.lab.runtime.LastWords;
import org.flowlab.lab.runtime.NodeExit;
import org.flowlab.lab.runtime.NodeProcess;
import org.jspecify.annotations.Nullable;

/// A container that was created and attached to. It is removed by the daemon when its program ends.
/// Thread-safe.
final class NodeContainer implements NodeProcess, AutoCloseable {
    private static final Duration REMOVAL_PATIENCE = Duration.ofSeconds(20);

    private static final Duration EXIT_PATIENCE = Duration.ofSeconds(5);
    private static final int LINES_SHOWN = 3;

    private static final int BEAT_SECONDS = 1;
    private static final ScheduledExecutorService HEARTBEAT =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("docker-heartbeat").factory());

    private final Daemon daemon;
    private final String node;
    private final String id;
    private final Ending ending;
    private final LastWords lastWords = new LastWords();
    private final Attachment attachment;

    /// Null unless it waits for its start.
    private @Nullable ScheduledFuture<?> waiting;

    /// @throws IOException if the daemon lets nobody attach
    NodeContainer(Daemon daemon, String node, String id) throws IOException {
        this.daemon = daemon;
        this.node = node;
        this.id = id;
        ending = daemon.endings().of(id);
        attachment =
                Attachment.open(daemon.socket(), id, bytes -> lastWords.add(bytes, bytes.length));
    }

    String id() {
        return id;
    }

    String node() {
        return node;
    }

    /// Waits until its program has said something.
    ///
    /// @return false if it ended before
    boolean awaitOutput(Duration patience) throws IOException {
        return attachment.awaitOutput(patience);
    }

    /// Tells the program every second that its controller lives, until [#started].
    synchronized void beginWaiting() {
        waiting =
                HEARTBEAT.scheduleWithFixedDelay(
                        this::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
    }

    private synchronized void beat() {
        if (waiting == null) {
            return;
        }
        try {
            attachment.input().write('\n');
        } catch (IOException e) {
            started(); // it has ended, which its output says
        }
    }

    /// From now on, another one talks to the program.
    synchronized void started() {
        if (waiting != null) {
            waiting.cancel(false);
            waiting = null;
        }
    }

    /// How it ended, as a sentence without a subject, with its last words.
    String endWords() {
        CompletableFuture<Void> late = attachment.closeAfter(EXIT_PATIENCE);
        try {
            attachment.output().transferTo(OutputStream.nullOutputStream());
            String how = awaitExit(EXIT_PATIENCE).map(NodeExit::words).orElse("ended");
            List<String> said = lastWords.lines(LINES_SHOWN);
            return said.isEmpty() ? how : how + "; its last words: " + String.join(" | ", said);
        } catch (IOException e) {
            return "ended";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "ended";
        } finally {
            late.cancel(false);
        }
    }

    @Override
    public OutputStream input() {
        return attachment.input();
    }

    @Override
    public InputStream output() {
        return attachment.output();
    }

    @Override
    public LastWords lastWords() {
        return lastWords;
    }

    /// Last words come with the output, and so were read when that has ended.
    @Override
    public Optional<NodeExit> awaitExit(Duration patience) throws InterruptedException {
        return await(ending.exit(), patience);
    }

    private static <T> Optional<T> await(CompletableFuture<T> future, Duration patience)
            throws InterruptedException {
        try {
            return Optional.ofNullable(future.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void kill() {
        Thread.ofPlatform().daemon().name("docker-kill").start(this::killNow);
    }

    private void killNow() {
        try {
            daemon.client().killContainerCmd(id).exec();
        } catch (NotFoundException | ConflictException _) {
            // It has ended.
        } catch (RuntimeException e) {
            attachment.close(); // ends its input, if the daemon cannot be asked
        }
    }

    /// Ends it, and waits until the daemon says that it is gone.
    @Override
    public void close() {
        started();
        if (!ending.whenGone().isDone()) {
            ContainerFactory.remove(daemon.client(), id);
        }
        try {
            if (awaitGone().isEmpty()) {
                throw new IllegalStateException(
                        "remove the container of node \""
                                + node
                                + "\": the Docker daemon has not removed it within "
                                + REMOVAL_PATIENCE.toSeconds()
                                + " s; see 'docker ps --filter id="
                                + id
                                + "'");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            attachment.close();
        }
    }

    private Optional<Boolean> awaitGone() throws InterruptedException {
        return await(ending.whenGone().thenApply(_ -> true), REMOVAL_PATIENCE);
    }
}
