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

/// Publishes what labs' links carried, at most ten times a second, while somebody wants to know it
/// and only when it changed. Thread-safe.
final class CounterTicker {
    private static final long PERIOD_MILLIS = 100;

    private final Vertx vertx;
    private final LabService service;
    private final Work work;
    private final AtomicBoolean busy = new AtomicBoolean();

    /// Used by one thread at a time: the one that made `busy` true.
    private final Map<String, List<LinkReport>> last = new HashMap<>();

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
        for (LiveLab lab : labs) {
            if (lab.isClosing() || !service.events().isWanted(Event.Counters.class, lab.name())) {
                continue;
            }
            List<LinkReport> now = lab.linkReports();
            if (!now.equals(last.put(lab.id(), now))) {
                service.events().publish(new Event.Counters(lab.name(), now));
            }
        }
    }
}
