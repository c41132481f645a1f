package org.flowlab.service;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.flowlab.experiment.Experiment;
import org.flowlab.experiment.ExperimentFile;
import org.flowlab.experiment.ExperimentRunner;
import org.flowlab.experiment.RunOptions;
import org.flowlab.experiment.RunReport;
import org.flowlab.lab.HostKind;
import org.flowlab.store.NoRoomException;
import org.flowlab.store.ResultsNames;
import org.flowlab.store.StoredRun;
import org.flowlab.store.StoredRuns;
import org.flowlab.trial.MeasuringSlot;
import org.flowlab.yaml.InputException;
import org.jspecify.annotations.Nullable;

/// The runs that are under way in this process. One that has ended is forgotten: its results folder
/// holds everything. Thread-safe.
public final class Runs implements AutoCloseable {
    /// The most runs at once.
    public static final int MOST_RUNS = 10;

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final Duration ABANDON_PATIENCE = Duration.ofSeconds(15);

    private final Path results;
    private final StoredRuns stored;
    private final HostKind host;
    private final Clock clock;
    private final MeasuringSlot slot;
    private final Events events;
    private final Map<String, LiveRun> running = new LinkedHashMap<>();
    private int starting;
    private boolean closed;

    /// @param results the folder in which each run gets a folder
    /// @param host what runs the nodes
    Runs(Path results, Clock clock, MeasuringSlot slot, Events events, HostKind host) {
        this.host = host;
        this.results = results;
        this.stored = new StoredRuns(results);
        this.clock = clock;
        this.slot = slot;
        this.events = events;
    }

    /// Starts a run.
    ///
    /// @throws InputException if a number is out of range, or the topology is too large
    /// @throws ConflictException if too many run, or the disk has no room for the results
    public LiveRun start(RunRequest request) {
        check(request);
        enter();
        try {
            LiveRun run = prepare(request);
            begin(run);
            return run;
        } finally {
            leave();
        }
    }

    private static void check(RunRequest request) {
        Integer trials = request.trials();
        if (trials != null && (trials < 1 || trials > ExperimentFile.MOST_TRIALS)) {
            throw new InputException(
                    "trials: "
                            + trials
                            + " is not a whole number from 1 to "
                            + ExperimentFile.MOST_TRIALS);
        }
        int nodes = request.experiment().topology().nodes().size();
        if (nodes > LabService.MOST_NODES) {
            throw new InputException(
                    "the topology has " + nodes + " nodes; the most are " + LabService.MOST_NODES);
        }
    }

    private synchronized void enter() {
        if (closed) {
            throw new ConflictException("the controller is going down");
        }
        if (running.size() + starting >= MOST_RUNS) {
            throw new ConflictException(
                    MOST_RUNS + " runs are under way, the most at once; stop one, or wait");
        }
        starting++;
    }

    private synchronized void leave() {
        starting--;
        notifyAll();
    }

    private LiveRun prepare(RunRequest request) {
        Experiment experiment = request.experiment();
        Path folder = folder(experiment.name());
        RunOptions options =
                new RunOptions(
                        folder,
                        request.trials() == null ? experiment.trials() : request.trials(),
                        request.seed() == null ? experiment.seed() : request.seed(),
                        host.host(),
                        host.id(),
                        request.capture(),
                        true,
                        slot,
                        true);
        LiveRun[] made = new LiveRun[1];
        ExperimentRunner runner =
                new ExperimentRunner(
                        experiment, options, (_, done, total) -> progress(made[0], done, total));
        LiveRun run = new LiveRun(experiment.name(), folder, clock.instant(), runner);
        made[0] = run;
        try {
            runner.checkRoom();
        } catch (NoRoomException e) {
            drop(folder);
            throw new ConflictException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            drop(folder);
            throw new ConflictException("a folder for the results: " + e.getMessage());
        }
        return run;
    }

    private Path folder(String experiment) {
        LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneId.systemDefault());
        try {
            return ResultsNames.make(results, now, experiment);
        } catch (IOException e) {
            throw new ConflictException("a folder for the results cannot be made: " + e);
        }
    }

    private void begin(LiveRun run) {
        Thread thread =
                Thread.ofPlatform().name("run " + run.id()).daemon().unstarted(() -> run(run));
        synchronized (this) {
            running.put(run.id(), run);
            if (closed) {
                run.stop();
            }
        }
        events.publish(new Event.RunStarted(run.id(), run.experiment(), run.total()));
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // the machine has no thread left
            end(run, "failed", String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void progress(LiveRun run, long done, long total) {
        run.progressed(done);
        events.publish(new Event.RunProgress(run.id(), done, total));
    }

    private void run(LiveRun run) {
        try {
            RunReport report = run.runner().run();
            end(
                    run,
                    !report.unwritten().isEmpty()
                            ? "failed"
                            : report.interrupted() ? "stopped" : "done",
                    report.unwritten());
        } catch (IOException | RuntimeException | Error e) {
            end(run, "failed", e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /// Forgets a run whose files are written, and reports its end.
    private void end(LiveRun run, String outcome, String problem) {
        drop(run.folder());
        synchronized (this) {
            running.remove(run.id());
        }
        Event.RunEnded how =
                new Event.RunEnded(run.id(), outcome, run.done(), run.total(), problem);
        events.publish(how);
        run.ended(how);
    }

    private static void drop(Path folder) {
        try {
            ResultsNames.dropIfEmpty(folder);
        } catch (IOException e) {
            // an empty folder stays
        }
    }

    /// The runs that are under way, oldest first.
    public synchronized List<LiveRun> running() {
        return List.copyOf(running.values());
    }

    /// The run with that id, if it is under way.
    public synchronized Optional<LiveRun> find(String id) {
        return Optional.ofNullable(running.get(id));
    }

    /// A run with results, or under way.
    ///
    /// @param live null if it is not under way in this process
    public record Listed(StoredRuns.Item stored, @Nullable LiveRun live) {}

    /// The runs with results and those under way, the newest first.
    public List<Listed> list() {
        return stored.list().stream().map(this::listed).toList();
    }

    private Listed listed(StoredRuns.Item item) {
        return new Listed(item, find(item.id()).orElse(null));
    }

    /// @throws NotFoundException if there is no such run
    public Listed listed(String id) {
        return listed(stored.item(id).orElseThrow(() -> unknown(id)));
    }

    /// The results of a run, also of one that is under way.
    ///
    /// @throws NotFoundException if there is no such run
    public StoredRun stored(String id) {
        return stored.run(id).orElseThrow(() -> unknown(id));
    }

    private NotFoundException unknown(String id) {
        return NotFoundException.of("run", id, stored.ids());
    }

    /// Asks a run to end after the trial that is under way.
    ///
    /// @throws NotFoundException if no such run is under way
    public void stop(String id) {
        find(id).orElseThrow(
                        () ->
                                NotFoundException.of(
                                        "run under way",
                                        id,
                                        running().stream().map(LiveRun::id).toList()))
                .stop();
    }

    /// Ends all runs: lets a trial that is under way end, but not for longer than 5 s. Afterwards
    /// their files are written.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            running.values().forEach(LiveRun::stop);
        }
        awaitStarted();
        if (!awaitEnds(STOP_PATIENCE)) {
            running().forEach(LiveRun::abandon);
            awaitEnds(ABANDON_PATIENCE);
        }
    }

    private synchronized void awaitStarted() {
        long end = System.nanoTime() + STOP_PATIENCE.toNanos();
        while (starting > 0 && System.nanoTime() < end) {
            try {
                wait(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean awaitEnds(Duration patience) {
        CompletableFuture<?>[] ends =
                running().stream().map(LiveRun::whenEnded).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
