package org.flowlab.service;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.flowlab.dissect.Message;
import org.flowlab.fabric.WireFrame;
import org.flowlab.lab.Lab;
import org.flowlab.lab.Recording;
import org.flowlab.sys.AwakeCores;
import org.flowlab.trial.MeasuringSlot;
import org.flowlab.trial.MessageListener;
import org.flowlab.trial.OneFlow;
import org.flowlab.trial.TrialResult;
import org.flowlab.trial.TrialRunner;
import org.jspecify.annotations.Nullable;

/// The flows of one lab: those that wait, the one that runs, and the last ones that ended.
/// Thread-safe.
final class FlowQueue implements AutoCloseable {
    /// The most flows of a lab that wait.
    static final int MOST_WAITING = 100;

    /// How many flows that ended are kept, with their frames.
    static final int KEPT = 20;

    /// The most bytes of frames that the flows that ended may have together.
    private static final String WENT_DOWN = "the lab went down before it was this flow's turn";

    private static final long MOST_BYTES = 32 << 20;

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final Duration ABANDON_PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final MeasuringSlot slot;
    private final Events events;
    private final KeptFrames keptFrames;
    private final TrialRunner runner;
    private final Recording recording;
    private final Map<String, String> nodesByAddress;
    private final ExecutorService worker;
    private final Set<String> warm = new HashSet<>();
    private final Deque<FlowJob> waiting = new ArrayDeque<>();
    private final Deque<FlowJob> ended = new ArrayDeque<>();
    private @Nullable FlowJob running;
    private boolean closed;

    FlowQueue(String name, Lab lab, MeasuringSlot slot, Events events, KeptFrames keptFrames) {
        this.name = name;
        this.slot = slot;
        this.events = events;
        this.keptFrames = keptFrames;
        this.runner = new TrialRunner(lab);
        this.recording = lab.recording();
        recording.keep(false); // what goes on between flows would take the room of other labs
        this.nodesByAddress = lab.plan().nodesByAddress();
        this.worker =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name(name + " flows").daemon().factory());
    }

    /// Adds a flow.
    ///
    /// @throws ConflictException if too many wait, or the lab goes down
    void add(FlowJob job) {
        synchronized (this) {
            if (closed) {
                throw new ConflictException("lab " + name + " is going down");
            }
            if (waiting.size() >= MOST_WAITING) {
                throw new ConflictException(
                        MOST_WAITING + " flows wait in lab " + name + "; wait until some have run");
            }
            waiting.add(job);
            String flow = job.request().flow().id();
            AtomicBoolean entered = new AtomicBoolean();
            job.queuedAs(
                    slot.enter(
                            place -> {
                                if (!entered.getAndSet(true) || isWorthAnEvent(place)) {
                                    events.publish(
                                            new Event.TrialQueued(name, job.id(), flow, place));
                                }
                            }));
            try {
                worker.execute(() -> run(job));
            } catch (OutOfMemoryError e) { // the machine has no thread left
                waiting.remove(job);
                leave(job);
                end(job, null, String.valueOf(e.getMessage()));
                throw e;
            }
        }
    }

    /// If a hundred flows wait and one ends, not each of them publishes its new place.
    private static boolean isWorthAnEvent(int place) {
        return place < 5 || place % 10 == 0;
    }

    /// The flows of this lab, oldest first.
    synchronized List<FlowJob> jobs() {
        List<FlowJob> jobs = new ArrayList<>(ended);
        if (running != null) {
            jobs.add(running);
        }
        jobs.addAll(waiting);
        return jobs;
    }

    Optional<FlowJob> find(String id) {
        return jobs().stream().filter(job -> job.id().equals(id)).findFirst();
    }

    /// Gives up a flow that waits.
    ///
    /// @throws ConflictException if it runs, or has ended
    void cancel(FlowJob job) {
        synchronized (this) {
            if (!waiting.remove(job)) {
                throw new ConflictException(
                        "flow " + job.id() + " does not wait any more, and cannot be cancelled");
            }
        }
        leave(job);
        end(job, null, "cancelled");
    }

    private static void leave(FlowJob job) {
        MeasuringSlot.Ticket ticket = job.ticket();
        if (ticket != null) {
            ticket.close();
        }
    }

    private void run(FlowJob job) {
        MeasuringSlot.Ticket ticket = job.ticket();
        if (ticket == null) {
            return; // it was given up
        }
        try (ticket) {
            ticket.await();
            if (begin(job)) {
                measure(job);
            }
        } catch (CancellationException e) {
            giveUp(job, WENT_DOWN);
        } catch (RuntimeException e) { // such as too many open files
            giveUp(job, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private synchronized boolean begin(FlowJob job) {
        if (closed || !waiting.remove(job)) {
            return false;
        }
        running = job;
        job.started();
        events.publish(new Event.TrialStarted(name, job.id(), job.request().flow().id()));
        return true;
    }

    private void measure(FlowJob job) {
        TrialResult result = null;
        String failure = "";
        recording.keep(true);
        try (AwakeCores _ = AwakeCores.ask()) {
            Listener listener = new Listener(job);
            runner.report(listener);
            if (warm.add(job.trial().flow().id() + job.trial().variant())) {
                OneFlow.warmUp(runner, job.trial());
            }
            result = OneFlow.undisturbed(runner, job.trial(), _ -> listener.repeat());
        } catch (RuntimeException | Error e) { // a flow that started must end, whatever happens
            String why = e.getMessage() == null ? e.toString() : e.getMessage();
            failure = Thread.currentThread().isInterrupted() ? "" : why;
        } finally {
            recording.keep(false);
        }
        boolean interrupted = Thread.interrupted();
        if (interrupted || result == null) {
            end(job, null, failure.isEmpty() ? "the lab went down meanwhile" : failure);
        } else {
            events.tally().dissected(result);
            end(job, result, "");
        }
    }

    private void giveUp(FlowJob job, String why) {
        boolean mine;
        synchronized (this) {
            mine = waiting.remove(job);
        }
        if (mine) {
            end(job, null, why);
        }
    }

    private void end(FlowJob job, @Nullable TrialResult result, String failure) {
        synchronized (this) {
            if (running == job) {
                running = null;
            }
            ended.add(job);
            events.publish(endOf(job, result, failure));
            job.ended(result, failure);
            forgetOld();
        }
        keptFrames.add(job, bytes(result), () -> forget(job));
        synchronized (this) {
            if (!ended.contains(job)) { // its lab went down, or others followed quickly
                keptFrames.remove(job);
            }
        }
    }

    private void forgetOld() {
        while (ended.size() > 1 && (ended.size() > KEPT || bytes() > MOST_BYTES)) {
            keptFrames.remove(ended.removeFirst());
        }
    }

    private synchronized void forget(FlowJob job) {
        ended.remove(job);
    }

    private long bytes() {
        return ended.stream().map(FlowJob::result).mapToLong(FlowQueue::bytes).sum();
    }

    private static long bytes(@Nullable TrialResult result) {
        return result == null ? 0 : result.frames().stream().mapToLong(FlowQueue::bytesOf).sum();
    }

    private static long bytesOf(WireFrame frame) {
        return frame.bytes().length;
    }

    private Event.TrialEnded endOf(FlowJob job, @Nullable TrialResult result, String failure) {
        String flow = job.request().flow().id();
        return result == null
                ? new Event.TrialEnded(
                        name, job.id(), flow, Event.Outcome.CANCELLED, failure, null, null)
                : new Event.TrialEnded(
                        name,
                        job.id(),
                        flow,
                        outcome(result),
                        result.failure(),
                        result.run().ledger().times().totalNanos(),
                        result.run().theory() == null
                                ? null
                                : (Long) result.run().theory().totalNanos());
    }

    private static Event.Outcome outcome(TrialResult result) {
        return result.conforms()
                ? Event.Outcome.CONFORMS
                : result.failure().isEmpty() ? Event.Outcome.DEVIATES : Event.Outcome.FAILED;
    }

    /// Gives up the flows that wait, waits a short time for the one that runs, and then interrupts
    /// it. Afterwards every flow has ended.
    @Override
    public void close() {
        List<FlowJob> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(waiting);
            waiting.clear();
        }
        for (FlowJob job : left) {
            leave(job);
            end(job, null, WENT_DOWN);
        }
        worker.shutdown();
        try {
            if (!worker.awaitTermination(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
                worker.awaitTermination(ABANDON_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            ended.forEach(keptFrames::remove);
            ended.clear();
        }
    }

    /// Publishes the messages of one flow.
    private final class Listener implements MessageListener {
        private final FlowJob job;
        private final AtomicInteger number = new AtomicInteger();
        private final AtomicInteger attempt = new AtomicInteger(1);
        private volatile long startNanos;

        Listener(FlowJob job) {
            this.job = job;
        }

        void repeat() {
            number.set(0);
            events.publish(
                    new Event.TrialRepeated(
                            name, job.id(), job.request().flow().id(), attempt.incrementAndGet()));
        }

        @Override
        public boolean listens() {
            return events.isWanted(Event.MessageSeen.class, name);
        }

        @Override
        public void messages(List<Message> fresh) {
            for (Message message : fresh) {
                int next = number.incrementAndGet();
                if (next == 1) {
                    startNanos = message.passage().sentNanos();
                }
                events.publish(
                        new Event.MessageSeen(
                                name, job.id(), next, startNanos, message, nodesByAddress));
            }
        }
    }
}
