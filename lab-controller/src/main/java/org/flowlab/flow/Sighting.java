package org.flowlab.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message seen on the wire that may be a step of a flow. Both views of a tunnelled message (on
/// its way in the tunnel, and behind the proxy) have been joined into one.
///
/// @param from the sending node's name
/// @param to the receiving node's name; for a tunnelled message the far end of the tunnel
/// @param connection what tells connections apart: two sightings of one connection share it
/// @param tunnelled whether it runs in a tunnel through the proxy
/// @param sentNanos the first transmission of its last byte entered the wire at the sender's end
/// @param arrivedNanos it was complete when this left the wire at the receiver's end; null if it
///   never arrived
/// @param transmissions at least 1, in order of time; those of a relay only where it sent more than
///   once
/// @param frameBytes the sizes of its frames, in the order in which they were sent, each once;
///   empty where they are not known
public record Sighting(
        Kind kind,
        String from,
        String to,
        String connection,
        boolean tunnelled,
        Spoken spoken,
        long sentNanos,
        @Nullable Long arrivedNanos,
        List<Transmission> transmissions,
        List<Integer> frameBytes) {
    public Sighting {
        transmissions = List.copyOf(transmissions);
        frameBytes = List.copyOf(frameBytes);
    }

    /// SPDY stream, 0 otherwise.
    public int stream() {
        return spoken.stream();
    }

    /// What was said, in short.
    public String label() {
        return spoken.label();
    }

    /// The same with other frames.
    public Sighting withFrameBytes(List<Integer> others) {
        return new Sighting(
                kind,
                from,
                to,
                connection,
                tunnelled,
                spoken,
                sentNanos,
                arrivedNanos,
                transmissions,
                others);
    }

    /// @param by the node that sent it: the message's sender, or a proxy that relays it
    /// @param lost whether the wire is known to have dropped it
    /// @param arrivedNanos when the message was complete at the next node, which is the relay where
    ///   there is one; only of the first that was not lost there, and where it is known
    public record Transmission(
            String by, long sentNanos, boolean lost, @Nullable Long arrivedNanos) {
        public Transmission(String by, long sentNanos, boolean lost) {
            this(by, sentNanos, lost, null);
        }
    }

    public enum Kind {
        SYN,
        SYN_ACK,
        ACK,
        CLIENT_HELLO,
        HELLO_RETRY_REQUEST,
        /// The Client Hello that answers a Hello Retry Request.
        SECOND_CLIENT_HELLO,
        /// The end of the flight that a Server Hello opens: Server Hello Done, or (TLS 1.3,
        /// resumption) what precedes the server's Finished.
        SERVER_HELLO,
        CLIENT_KEY_EXCHANGE,
        CLIENT_FINISHED,
        SERVER_FINISHED,
        CONNECT,
        CONNECT_ESTABLISHED,
        REQUEST,
        RESPONSE,
        /// An encrypted record that could not be read, where a step may hide.
        UNREAD,
        /// A TCP segment that its receiver ignored: part of nothing else.
        IGNORED
    }
}
