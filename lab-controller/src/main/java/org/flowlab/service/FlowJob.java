package org.flowlab.service;

import java.util.concurrent.CompletableFuture;
import org.flowlab.trial.MeasuringSlot;
import org.flowlab.trial.Trial;
import org.flowlab.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/// A flow in a lab that lives: it waits for its turn, runs, and ends. Thread-safe.
public final class FlowJob {
    private final String id;
    private final String lab;
    private final FlowRequest request;
    private final Trial trial;
    private final CompletableFuture<FlowJob> ended = new CompletableFuture<>();
    private MeasuringSlot.@Nullable Ticket ticket;
    private State state = State.QUEUED;
    private @Nullable TrialResult result;
    private String failure = "";

    /// Where a flow stands.
    public enum State {
        QUEUED,
        RUNNING,
        ENDED
    }

    FlowJob(String id, String lab, FlowRequest request, Trial trial) {
        this.id = id;
        this.lab = lab;
        this.request = request;
        this.trial = trial;
    }

    /// Unique in this process: `t1`, `t2` …
    public String id() {
        return id;
    }

    public String lab() {
        return lab;
    }

    public FlowRequest request() {
        return request;
    }

    Trial trial() {
        return trial;
    }

    synchronized void queuedAs(MeasuringSlot.Ticket place) {
        ticket = place;
    }

    MeasuringSlot.@Nullable Ticket ticket() {
        synchronized (this) {
            return ticket;
        }
    }

    public synchronized State state() {
        return state;
    }

    /// The number of flows that go before this one; 0 if it runs or has ended.
    public int place() {
        MeasuringSlot.Ticket queued = ticket();
        return queued == null || state() != State.QUEUED ? 0 : queued.place();
    }

    synchronized void started() {
        state = State.RUNNING;
    }

    void ended(@Nullable TrialResult of, String why) {
        synchronized (this) {
            state = State.ENDED;
            result = of;
            failure = why;
            ticket = null;
        }
        ended.complete(this);
    }

    /// The result; null while there is none, and if the flow was given up.
    public synchronized @Nullable TrialResult result() {
        return result;
    }

    /// Why there is no result; empty if there is one, or the flow has not ended.
    public synchronized String failure() {
        return failure;
    }

    /// Completes when the flow has ended. It never fails.
    public CompletableFuture<FlowJob> whenEnded() {
        return ended.copy();
    }
}
