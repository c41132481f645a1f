package org.flowlab.dissect;

import java.util.ArrayList;
import java.util.List;
import org.flowlab.dissect.Passage.Transmission;
import org.jspecify.annotations.Nullable;

/// The sendings of one control segment (SYN, SYN-ACK, ACK, FIN or RST), and its passage after it
/// arrived.
final class ControlTrack {
    private final List<Transmission> pending = new ArrayList<>(1);
    private final List<Integer> prints = new ArrayList<>(1);
    private int trusted;
    private @Nullable Passage told;

    /// Records a sending.
    ///
    /// @param damaged whether the wire damaged the frame, so that its fields cannot be trusted
    /// @param print a number that distinguishes the frame from others
    /// @return false if there are too many sendings already, and this one is not kept
    boolean sent(long nanos, boolean lost, boolean damaged, int print) {
        if (pending.size() >= Passage.MAX_TRANSMISSIONS) {
            return false;
        }
        Transmission transmission = new Transmission(nanos, lost);
        pending.add(transmission);
        trusted += damaged ? 0 : 1;
        prints.add(print);
        return told == null || told.addBounded(transmission);
    }

    /// Whether a frame with this print was sent at `sinceNanos` or later.
    boolean knows(int print, long sinceNanos) {
        for (int i = 0; i < prints.size(); i++) {
            if (prints.get(i) == print && pending.get(i).sentNanos() >= sinceNanos) {
                return true;
            }
        }
        return false;
    }

    /// Marks the frame with this print as dropped on its way.
    void dropped(int print) {
        for (int i = pending.size() - 1; i >= 0; i--) {
            Transmission t = pending.get(i);
            if (prints.get(i) == print && !t.lost()) {
                pending.set(i, new Transmission(t.sentNanos(), true));
                if (told != null) {
                    told.lost(t.sentNanos());
                }
                return;
            }
        }
    }

    /// Removes the frame with this print, because its receiver ignores it.
    void forget(int print) {
        for (int i = pending.size() - 1; i >= 0; i--) {
            if (prints.get(i) == print) {
                long sent = pending.get(i).sentNanos();
                pending.remove(i);
                prints.remove(i);
                if (told != null) {
                    told.forget(sent);
                }
                return;
            }
        }
    }

    /// Whether no sending is recorded.
    boolean isEmpty() {
        return pending.isEmpty();
    }

    boolean isTold() {
        return told != null;
    }

    /// Whether a recorded sending may still arrive.
    boolean isUnderWay() {
        return pending.stream().anyMatch(t -> !t.lost());
    }

    /// The segment's passage if every sending of it was lost, else null. A single damaged frame
    /// does not count, as it may be something else; two frames damaged in the same way do.
    @Nullable Passage lost() {
        if (told != null || (trusted == 0 && pending.size() < 2) || isUnderWay()) {
            return null;
        }
        Passage passage = Passage.lost();
        pending.forEach(passage::add);
        told = passage;
        return passage;
    }

    Passage arrive(long nanos) {
        Passage passage = new Passage(nanos);
        pending.forEach(passage::add);
        told = passage;
        return passage;
    }
}
