package org.flowlab.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// One subscriber's queue of events: at most [Events#KEPT] [frequent][Event#isFrequent] ones and as
/// many others. An event replaces an earlier one of its topic; in a full queue it replaces the
/// oldest one. Thread-safe.
public final class Subscription implements AutoCloseable {
    private final Events events;
    private final Interest interest;
    private final Runnable wake;
    private final boolean gapless;
    private final SequencedMap<Object, Published> frequent = new LinkedHashMap<>();
    private final SequencedMap<Object, Published> others = new LinkedHashMap<>();
    private long lost;
    private long lostInAll;
    private boolean closed;

    Subscription(Events events, Interest interest, Runnable wake, boolean gapless) {
        this.events = events;
        this.interest = interest;
        this.wake = wake;
        this.gapless = gapless;
    }

    /// Events for a subscriber.
    ///
    /// @param lost how many events were lost since the last call; they were older than `events`
    public record Batch(List<Published> events, long lost) {
        public Batch {
            events = List.copyOf(events);
        }
    }

    /// Whether no event is missing between the last one that the subscriber knew and the first one
    /// of this queue.
    public boolean isGapless() {
        return gapless;
    }

    Interest interest() {
        return interest;
    }

    void offer(Published published) {
        if (!interest.covers(published.event().getClass(), published.event().lab())) {
            return;
        }
        boolean first;
        synchronized (this) {
            if (closed) {
                return;
            }
            first = frequent.isEmpty() && others.isEmpty();
            SequencedMap<Object, Published> waiting =
                    published.event().isFrequent() ? frequent : others;
            Object topic = published.event().topic();
            Object key = topic == null ? (Object) published.id() : topic;
            waiting.remove(key);
            if (waiting.size() == Events.KEPT) {
                waiting.pollFirstEntry();
                lost++;
                lostInAll++;
            }
            waiting.put(key, published);
        }
        if (first) {
            wake.run();
        }
    }

    /// Takes the oldest events out of the queue.
    ///
    /// @param most how many at most
    public synchronized Batch take(int most) {
        List<Published> taken = new ArrayList<>();
        while (taken.size() < most && !(frequent.isEmpty() && others.isEmpty())) {
            taken.add(next().pollFirstEntry().getValue());
        }
        Batch batch = new Batch(taken, lost);
        lost = 0;
        return batch;
    }

    /// The queue that has the oldest event.
    private SequencedMap<Object, Published> next() {
        if (frequent.isEmpty() || others.isEmpty()) {
            return frequent.isEmpty() ? others : frequent;
        }
        long one = frequent.firstEntry().getValue().id();
        return one < others.firstEntry().getValue().id() ? frequent : others;
    }

    synchronized long lostInAll() {
        return lostInAll;
    }

    @Override
    public void close() {
        events.remove(this);
        synchronized (this) {
            closed = true;
            frequent.clear();
            others.clear();
        }
    }
}
