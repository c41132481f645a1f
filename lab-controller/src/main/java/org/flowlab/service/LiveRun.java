package org.flowlab.service;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.flowlab.experiment.ExperimentRunner;

/// A run that is under way. Its results folder holds all else. Thread-safe.
public final class LiveRun {
    private final String experiment;
    private final Path folder;
    private final Instant started;
    private final ExperimentRunner runner;
    private final long total;
    private final CompletableFuture<Event.RunEnded> ended = new CompletableFuture<>();
    private volatile long done;
    private volatile boolean stopping;

    LiveRun(String experiment, Path folder, Instant started, ExperimentRunner runner) {
        this.experiment = experiment;
        this.folder = folder;
        this.started = started;
        this.runner = runner;
        this.total = runner.total();
    }

    /// The name of its results folder.
    public String id() {
        return String.valueOf(folder.getFileName());
    }

    public String experiment() {
        return experiment;
    }

    public Path folder() {
        return folder;
    }

    public Instant started() {
        return started;
    }

    /// The number of trials that are finished: they are not run again.
    public long done() {
        return done;
    }

    /// The number of trials of the whole run, without repetitions.
    public long total() {
        return total;
    }

    /// Whether it was asked to end.
    public boolean isStopping() {
        return stopping;
    }

    void progressed(long finished) {
        done = finished;
    }

    ExperimentRunner runner() {
        return runner;
    }

    /// Asks it to end after the trial that is under way.
    void stop() {
        stopping = true;
        runner.stop();
    }

    /// Ends it now; the trial that is under way is not kept.
    void abandon() {
        stopping = true;
        runner.abandon();
    }

    void ended(Event.RunEnded how) {
        ended.complete(how);
    }

    /// Completes when its last file is written. It never fails.
    public CompletableFuture<Event.RunEnded> whenEnded() {
        return ended.copy();
    }
}
