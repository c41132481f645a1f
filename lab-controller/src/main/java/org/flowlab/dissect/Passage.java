package org.flowlab.dissect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the last byte of a message crossed the wire. Transmissions may be added after the message
/// was reported: if an acknowledgement is lost, its segment is sent again although it had arrived.
public final class Passage {
    /// Most transmissions of one byte; no TCP stack sends more before it gives up.
    static final int MAX_TRANSMISSIONS = 64;

    private final List<Transmission> transmissions = new ArrayList<>(1);
    private final @Nullable Long arrivedNanos;

    /// @param arrivedNanos when the message was complete at the receiver: when the transmission
    ///   that completed it left the wire
    public Passage(long arrivedNanos) {
        this.arrivedNanos = arrivedNanos;
    }

    /// The passage of a message that never arrived in full.
    public static Passage lost() {
        return new Passage();
    }

    private Passage() {
        this.arrivedNanos = null;
    }

    /// @param lost whether the wire is known to have dropped the frame
    public record Transmission(long sentNanos, boolean lost) {}

    /// When the first transmission entered the wire; if none was seen, the time of arrival.
    public long sentNanos() {
        return transmissions.isEmpty() ? arrivedNanos() : transmissions.getFirst().sentNanos();
    }

    /// Whether the message was complete at the receiver. If not, each sending of its last byte was
    /// lost, or a byte before it was.
    public boolean hasArrived() {
        return arrivedNanos != null;
    }

    /// When the message was complete at the receiver.
    ///
    /// @throws IllegalStateException if it never was
    public long arrivedNanos() {
        if (arrivedNanos == null) {
            throw new IllegalStateException("the message never arrived");
        }
        return arrivedNanos;
    }

    /// The transmissions so far, in order of time.
    public List<Transmission> transmissions() {
        return List.copyOf(transmissions);
    }

    /// Adds a transmission that was seen.
    public void add(Transmission transmission) {
        addBounded(transmission);
    }

    /// Adds a transmission, unless there are too many.
    ///
    /// @return false if it was not added
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

    /// Removes the transmission that was sent at that time: it did not carry these bytes.
    void forget(long sentNanos) {
        transmissions.removeIf(t -> t.sentNanos() == sentNanos);
    }

    /// Marks the transmission that was sent at that time as lost.
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
