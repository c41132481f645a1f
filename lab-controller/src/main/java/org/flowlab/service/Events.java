package org.flowlab.service;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Publishes events to subscribers. Publishing never waits for one: each has a bounded queue, and a
/// slow one loses its oldest events. Thread-safe.
public final class Events {
    /// How many past events of a kind are kept for subscribers that come back.
    static final int KEPT = 2_048;

    private final Clock clock;
    private final Tally tally = new Tally();
    private final Past past = new Past();
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private long lastId;
    private volatile long lastLasting;

    public Events(Clock clock) {
        this.clock = clock;
    }

    /// Publishes an event to those who subscribed to it.
    public synchronized void publish(Event event) {
        tally.count(event);
        Published published = new Published(++lastId, Instant.now(clock), event);
        if (event.lasts()) {
            past.add(published);
            lastLasting = published.id();
        }
        subscriptions.forEach(s -> s.offer(published));
    }

    /// Subscribes to the events that come from now on.
    ///
    /// @param wake is run whenever events wait that did not before; it must return at once
    public synchronized Subscription subscribe(Interest interest, Runnable wake) {
        return subscribe(interest, wake, lastId);
    }

    /// Subscribes to the events after one that the subscriber knows.
    ///
    /// @param after the id of the last known event. If later ones are forgotten already, or the id
    ///   is none of this process, [Subscription#isGapless] is false, and it begins with the events
    ///   that come from now on.
    public synchronized Subscription subscribe(Interest interest, Runnable wake, long after) {
        boolean gapless = past.isWhole(interest, after) && after <= lastId;
        Subscription subscription = new Subscription(this, interest, wake, gapless);
        if (gapless) {
            past.after(after).forEach(subscription::offer);
        }
        subscriptions.add(subscription);
        return subscription;
    }

    /// The id of the last event; 0 before the first.
    public synchronized long lastId() {
        return lastId;
    }

    /// The id of the last event that [lasts][Event#lasts]; 0 before the first. It does not block.
    public long lastLasting() {
        return lastLasting;
    }

    /// What was published so far, in numbers.
    public Tally tally() {
        return tally;
    }

    /// The number of subscribers.
    public int subscribers() {
        return subscriptions.size();
    }

    /// Whether anybody wants events of a kind that concern `lab`.
    public boolean isWanted(Class<? extends Event> kind, String lab) {
        return subscriptions.stream().anyMatch(s -> s.interest().covers(kind, lab));
    }

    /// The number of events that slow subscribers lost, over all that are subscribed now.
    public long lost() {
        return subscriptions.stream().mapToLong(Subscription::lostInAll).sum();
    }

    void remove(Subscription subscription) {
        subscriptions.remove(subscription);
    }
}
