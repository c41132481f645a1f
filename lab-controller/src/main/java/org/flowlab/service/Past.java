package org.flowlab.service;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The past events that are kept for subscribers that come back, each kind up to a number of its
/// own: the many messages and places in the queue do not push out what happened to labs and runs.
/// An event replaces an earlier one of its topic. Not thread-safe.
final class Past {
    private final Kept lasting = new Kept();
    private final Kept places = new Kept();
    private final Kept messages = new Kept();

    /// The last events of some kinds.
    private static final class Kept {
        private final SequencedMap<Object, Published> events = new LinkedHashMap<>();
        private long forgottenUpTo;

        void add(Published published) {
            Object topic = published.event().topic();
            Object key = topic == null ? (Object) published.id() : topic;
            events.remove(key);
            if (events.size() == Events.KEPT) {
                forgottenUpTo = events.pollFirstEntry().getValue().id();
            }
            events.put(key, published);
        }
    }

    void add(Published published) {
        Kept kept =
                switch (published.event()) {
                    case Event.MessageSeen _ -> messages;
                    case Event.TrialQueued _ -> places;
                    default -> lasting;
                };
        kept.add(published);
    }

    /// Whether nothing is forgotten of what a subscriber missed. A place in the queue may be: the
    /// flow's start and end follow.
    boolean isWhole(Interest interest, long after) {
        return after >= lasting.forgottenUpTo
                && (!interest.messages() || after >= messages.forgottenUpTo);
    }

    /// The events after one, oldest first.
    List<Published> after(long id) {
        List<Published> all = new ArrayList<>();
        for (Kept kept : List.of(lasting, places, messages)) {
            kept.events.values().stream().filter(p -> p.id() > id).forEach(all::add);
        }
        all.sort(Comparator.comparingLong(Published::id));
        return all;
    }
}
