package org.flowlab.dissect;

import java.util.ArrayList;
import java.util.List;
import org.flowlab.dissect.Passage.Transmission;
import org.jspecify.annotations.Nullable;

/// The sendings of a SYN, a SYN-ACK, an ACK, a FIN or a RST, and its passage once it arrived.
final class ControlTrack {
    private final List<Transmission> pending = new ArrayList<>(1);
    private final List<Integer> prints = new ArrayList<>(1);
    private int trusted;
    private @Nullable Passage told;

    /// @param damaged whether what the frame says cannot be trusted
    /// @param print what distinguishes one frame from another
    /// @return false if there were too many, and this one is forgotten
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

    /// The frame with this print, sent before, was dropped on its way.
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

    /// The frame with this print, sent before, is ignored by its receiver.
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

    /// Whether no sending is known.
    boolean isEmpty() {
        return pending.isEmpty();
    }

    boolean isTold() {
        return told != null;
    }

    /// Whether a sending is known that may still arrive.
    boolean isUnderWay() {
        return pending.stream().anyMatch(t -> !t.lost());
    }

    /// Its passage if every sending of it was lost; null if one was not, or none is known. A single
    /// damaged frame may be something else; that two are damaged in the same way is not plausible.
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
