package org.flowlab.service;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.flowlab.trial.TrialResult;

/// Counts what happened since this process started. Thread-safe.
public final class Tally {
    private final LongAdder labs = new LongAdder();
    private final LongAdder failedLabs = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder linkChanges = new LongAdder();
    private final LongAdder frames = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final LongAdder runs = new LongAdder();
    private final Map<Event.Outcome, LongAdder> trials = new EnumMap<>(Event.Outcome.class);

    Tally() {
        Arrays.stream(Event.Outcome.values()).forEach(o -> trials.put(o, new LongAdder()));
    }

    void count(Event event) {
        switch (event) {
            case Event.LabUp _ -> labs.increment();
            case Event.LabFailed _ -> failedLabs.increment();
            case Event.TrialRepeated _ -> repeated.increment();
            case Event.LinkChanged _ -> linkChanges.increment();
            case Event.RunEnded _ -> runs.increment();
            case Event.TrialEnded e -> trials(e.outcome()).increment();
            default -> {}
        }
    }

    private LongAdder trials(Event.Outcome outcome) {
        LongAdder of = trials.get(outcome);
        return of == null ? new LongAdder() : of;
    }

    /// Counts what a trial's dissection read.
    void dissected(TrialResult result) {
        frames.add(result.frames().size());
        messages.add(result.messages().size());
    }

    /// The number of labs that were brought up.
    public long labs() {
        return labs.sum();
    }

    /// The number of labs that could not be brought up.
    public long failedLabs() {
        return failedLabs.sum();
    }

    /// The number of flows in labs that ended with `outcome`.
    public long ended(Event.Outcome outcome) {
        return trials(outcome).sum();
    }

    /// The number of trials that were run again because the machine disturbed them.
    public long repeatedTrials() {
        return repeated.sum();
    }

    /// The number of changes of links.
    public long linkChanges() {
        return linkChanges.sum();
    }

    /// The number of frames that were dissected for flows in labs.
    public long dissectedFrames() {
        return frames.sum();
    }

    /// The number of messages that were found in those.
    public long dissectedMessages() {
        return messages.sum();
    }

    /// The number of runs that ended.
    public long runs() {
        return runs.sum();
    }
}
