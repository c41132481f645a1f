package org.flowlab.dissect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the last byte of a message went over the wire. Transmissions may be added after the message
/// was reported: a segment whose acknowledgement was lost is sent again although it had arrived.
public final class Passage {
    /// More than any stack sends before it gives up.
    static final int MAX_TRANSMISSIONS = 64;

    private final List<Transmission> transmissions = new ArrayList<>(1);
    private final @Nullable Long arrivedNanos;

    /// @param arrivedNanos the message was complete at the receiver: the transmission that
    ///   completed it left the wire
    public Passage(long arrivedNanos) {
        this.arrivedNanos = arrivedNanos;
    }

    /// That of a message that never arrived whole.
    public static Passage lost() {
        return new Passage();
    }

    private Passage() {
        this.arrivedNanos = null;
    }

    /// @param lost whether the wire is known to have dropped it
    public record Transmission(long sentNanos, boolean lost) {}

    /// The first transmission entered the wire; the arrival where no sending was seen.
    public long sentNanos() {
        return transmissions.isEmpty() ? arrivedNanos() : transmissions.getFirst().sentNanos();
    }

    /// Whether the message was complete at the receiver. If it was not, its last byte was lost each
    /// time it was sent, or a byte before that was.
    public boolean hasArrived() {
        return arrivedNanos != null;
    }

    /// @throws IllegalStateException if it has not arrived
    public long arrivedNanos() {
        if (arrivedNanos == null) {
            throw new IllegalStateException("the message never arrived");
        }
        return arrivedNanos;
    }

    /// In order of time.
    public List<Transmission> transmissions() {
        return List.copyOf(transmissions);
    }

    /// Adds a transmission that was seen.
    public void add(Transmission transmission) {
        addBounded(transmission);
    }

    /// @return false if there are too many, and it was not added
    boolean addBounded(Transmission transmission) {
        if (transmissions.size() >= MAX_TRANSMISSIONS) {
            return false;
        }
        int at = transmissions.size();
        while (at > 0 && transmissions.get(at - 1).sentNanos() > transmission.sentNanos()) {
            at--;
        }
        transmissions.add(at, transmission);
        return true;
    }

    /// The transmission that was sent then was of other bytes.
    void forget(long sentNanos) {
        transmissions.removeIf(t -> t.sentNanos() == sentNanos);
    }

    /// The transmission that was sent then turned out to be lost.
    void lost(long sentNanos) {
        for (int i = 0; i < transmissions.size(); i++) {
            Transmission t = transmissions.get(i);
            if (t.sentNanos() == sentNanos && !t.lost()) {
                transmissions.set(i, new Transmission(sentNanos, true));
                return;
            }
        }
    }
}
