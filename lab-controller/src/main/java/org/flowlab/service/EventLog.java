package org.flowlab.service;

import java.util.concurrent.Semaphore;
import org.flowlab.observe.WireText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/// Writes what happens to labs and runs to the log, with the names of the lab, the trial and the
/// run as keys. A line break in what others say becomes `?`, so that it makes no false line. It has
/// a thread of its own, so that a log that cannot be written holds nobody up.
public final class EventLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("org.flowlab.events");
    private static final int BATCH = 100;

    private final Semaphore work = new Semaphore(0);
    private final Subscription subscription;
    private final Thread thread;
    private volatile boolean closing;

    public EventLog(Events events) {
        subscription = events.subscribe(new Interest(null, false, false), work::release);
        thread = Thread.ofPlatform().name("event-log").daemon().start(this::write);
    }

    private void write() {
        boolean last;
        do {
            work.acquireUninterruptibly();
            work.drainPermits();
            last = closing;
            Subscription.Batch batch = subscription.take(BATCH);
            while (!batch.events().isEmpty()) {
                if (batch.lost() > 0) {
                    LOG.warn("{} events were lost: the log is written too slowly", batch.lost());
                }
                batch.events().forEach(published -> write(published.event()));
                batch = subscription.take(BATCH);
            }
        } while (!last);
    }

    static void write(Event event) {
        LoggingEventBuilder line = LOG.atLevel(level(event));
        if (event.lab() != null) {
            line = line.addKeyValue("lab", quoted(event.lab()));
        }
        switch (event) {
            case Event.LabDeploying e ->
                    line.addKeyValue("id", e.id()).log("lab is being brought up");
            case Event.LabUp e -> line.addKeyValue("id", e.id()).log("lab is up");
            case Event.LabFailed e ->
                    line.addKeyValue("id", e.id())
                            .log("lab could not be brought up: {}", WireText.of(e.reason()));
            case Event.LabClosing e ->
                    line.addKeyValue("id", e.id()).log("lab is being taken down");
            case Event.LabClosed e ->
                    line.addKeyValue("id", e.id())
                            .log(
                                    e.problem().isEmpty()
                                            ? "lab is down"
                                            : "lab is down: " + WireText.of(e.problem()));
            case Event.LinkChanged e ->
                    line.addKeyValue("link", quoted(e.state().name()))
                            .log(e.state().up() ? "link changed" : "link is cut");
            case Event.NodeEnded e ->
                    line.addKeyValue("node", quoted(e.node()))
                            .log("program {}", WireText.of(e.how()));
            case Event.NodeSaid e ->
                    line.addKeyValue("node", quoted(e.node())).log(WireText.of(e.text()));
            case Event.TrialQueued e ->
                    trial(line, e.trial(), e.flow()).log("flow waits, {} before it", e.place());
            case Event.TrialStarted e -> trial(line, e.trial(), e.flow()).log("flow starts");
            case Event.TrialRepeated e ->
                    trial(line, e.trial(), e.flow())
                            .log("the machine disturbed the flow; attempt {}", e.attempt());
            case Event.TrialEnded e -> ended(trial(line, e.trial(), e.flow()), e);
            case Event.RunStarted e ->
                    line.addKeyValue("run", quoted(e.run()))
                            .log("run of {} starts, {} trials", e.experiment(), e.total());
            case Event.RunProgress e ->
                    line.addKeyValue("run", quoted(e.run()))
                            .log("{} of {} trials", e.done(), e.total());
            case Event.RunEnded e ->
                    line.addKeyValue("run", quoted(e.run()))
                            .log(
                                    "run {}: {} of {} trials {}",
                                    e.outcome(),
                                    e.done(),
                                    e.total(),
                                    WireText.of(e.problem()));
            case Event.MessageSeen _ -> {}
            case Event.Counters _ -> {}
        }
    }

    /// A name of the user's as one word: in quotes, if it has spaces.
    private static String quoted(String name) {
        return name.contains(" ") ? '"' + name + '"' : name;
    }

    private static LoggingEventBuilder trial(LoggingEventBuilder line, String trial, String flow) {
        return line.addKeyValue("trial", trial).addKeyValue("flow", flow);
    }

    private static void ended(LoggingEventBuilder line, Event.TrialEnded e) {
        if (e.totalNanos() != null) {
            line = line.addKeyValue("total_ns", e.totalNanos());
        }
        String outcome =
                switch (e.outcome()) {
                    case CONFORMS -> "flow conforms";
                    case DEVIATES -> "flow got its answer, but deviates from the catalogue";
                    case FAILED -> "flow failed: ";
                    case CANCELLED -> "flow was given up: ";
                };
        line.log(outcome + WireText.of(e.failure()));
    }

    private static Level level(Event event) {
        return switch (event) {
            case Event.LabFailed _, Event.NodeEnded _ -> Level.WARN;
            case Event.LabClosed e -> e.problem().isEmpty() ? Level.INFO : Level.WARN;
            case Event.RunEnded e -> e.problem().isEmpty() ? Level.INFO : Level.WARN;
            case Event.TrialQueued _, Event.RunProgress _, Event.MessageSeen _, Event.Counters _ ->
                    Level.DEBUG;
            default -> Level.INFO;
        };
    }

    /// Writes what waits, and ends.
    @Override
    public void close() {
        closing = true;
        work.release();
        try {
            thread.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        subscription.close();
    }
}
