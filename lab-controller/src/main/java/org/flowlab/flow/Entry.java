package org.flowlab.flow;

import java.util.List;
import org.flowlab.flow.Sighting.Transmission;
import org.jspecify.annotations.Nullable;

/// One step in one run: whether it was seen, and when.
///
/// @param step with the causes that it has in this run
/// @param seen null unless the state is SEEN or LOST
/// @param unread why it could not be read, as a clause: `the key is not known`; empty unless the
///   state is UNREAD
/// @param note why it is absent, where it was seen on a part of its way, in which protocol it was
///   spoken if not in its own; empty for most
public record Entry(Step step, State state, @Nullable Seen seen, String unread, String note) {

    public enum State {
        SEEN,
        /// It was sent and never arrived.
        LOST,
        /// It should have been seen.
        MISSING,
        /// It may be among the messages that could not be read, or the frames that were not
        /// recorded.
        UNREAD,
        /// This variant cannot have it.
        ABSENT
    }

    /// Why it could not be read and the note, as one text; empty for most.
    public String words() {
        return unread.isEmpty() || note.isEmpty() ? unread + note : unread + "; " + note;
    }

    /// Times are nanoseconds from the moment the run's first frame entered the wire.
    ///
    /// @param arrivedNanos null if the state is LOST
    /// @param transmissions in order of time, at least one
    /// @param cause the number of the cause that was complete last; 0 for the first step, or if not
    ///   all causes were seen
    /// @param gapNanos time from the completion of that cause until this step was sent; 0 for the
    ///   first step, null if not all causes were seen
    /// @param frameBytes the sizes of its frames; empty if they are not known
    public record Seen(
            long sentNanos,
            @Nullable Long arrivedNanos,
            List<Transmission> transmissions,
            int cause,
            @Nullable Long gapNanos,
            Spoken spoken,
            List<Integer> frameBytes) {
        public Seen {
            transmissions = List.copyOf(transmissions);
            frameBytes = List.copyOf(frameBytes);
        }

        /// How often it was sent. A proxy that relays it does not count as a second sending.
        public int times() {
            String sender = transmissions.getFirst().by();
            boolean relayed =
                    transmissions.stream().anyMatch(t -> !t.by().equals(sender) && !t.lost());
            return transmissions.size() - (relayed ? 1 : 0);
        }
    }
}
