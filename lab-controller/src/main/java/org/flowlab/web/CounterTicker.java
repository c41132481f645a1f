package org.flowlab.web;

import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flowlab.fabric.LinkReport;
import org.flowlab.service.Event;
import org.flowlab.service.LabService;
import org.flowlab.service.LiveLab;

/// Publishes what labs' links carried, while somebody wants to know it and only when it changed:
/// for each lab at most ten times a second, and less often if there are many labs, so that all
/// together cost their readers, and the wire that shares the machine with them, no more than twenty
/// do. Thread-safe.
final class CounterTicker {
    private static final long PERIOD_MILLIS = 100;
    private static final int MOST_LABS_AT_ONCE = 20;

    private final Vertx vertx;
    private final LabService service;
    private final Work work;
    private final AtomicBoolean busy = new AtomicBoolean();

    /// Used by one thread at a time: the one that made `busy` true.
    private final Map<String, List<LinkReport>> last = new HashMap<>();

    /// The place of the lab that is next, among those that somebody watches; as [#last].
    private int next;

    private int listeners;
    private long timer;

    CounterTicker(Vertx vertx, LabService service, Work work) {
        this.vertx = vertx;
        this.service = service;
        this.work = work;
    }

    synchronized void begin() {
        if (listeners++ == 0) {
            timer = vertx.setPeriodic(PERIOD_MILLIS, _ -> tick());
        }
    }

    synchronized void end() {
        if (--listeners == 0) {
            vertx.cancelTimer(timer);
        }
    }

    private void tick() {
        if (busy.compareAndSet(false, true)) {
            work.call(
                            vertx.getOrCreateContext(),
                            () -> {
                                publish();
                                return true;
                            })
                    .onComplete(_ -> busy.set(false));
        }
    }

    private void publish() {
        List<LiveLab> labs = service.labs();
        last.keySet().retainAll(labs.stream().map(LiveLab::id).toList());
        List<LiveLab> watched =
                labs.stream()
                        .filter(lab -> !lab.isClosing())
                        .filter(lab -> service.events().isWanted(Event.Counters.class, lab.name()))
                        .toList();
        int count = Math.min(MOST_LABS_AT_ONCE, watched.size());
        for (int i = 0; i < count; i++) {
            publish(watched.get((next + i) % watched.size()));
        }
        next = count == 0 ? 0 : (next + count) % watched.size();
    }

    private void publish(LiveLab lab) {
        List<LinkReport> now = lab.linkReports();
        if (!now.equals(last.put(lab.id(), now))) {
            service.events().publish(new Event.Counters(lab.name(), now));
        }
    }
}
