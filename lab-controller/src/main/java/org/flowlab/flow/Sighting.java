package org.flowlab.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message seen on the wire that may be a step of a flow. A tunnelled message is seen twice,
/// inside the tunnel and behind the proxy; both views are one sighting.
///
/// @param from the sending node's name
/// @param to the receiving node's name; for a tunnelled message the far end of the tunnel
/// @param connection identifies the connection: equal for all sightings of one connection
/// @param tunnelled whether it runs in a tunnel through the proxy
/// @param sentNanos when its last byte first entered the wire at the sender's end
/// @param arrivedNanos when it was complete at the receiver's end; null if it never arrived
/// @param transmissions at least 1, in order of time; a relay's are included only if it sent more
///   than once
/// @param frameBytes the sizes of its frames in order of sending, each frame once; empty if they
///   are not known
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

    /// The SPDY stream; 0 if it is not SPDY.
    public int stream() {
        return spoken.stream();
    }

    /// The message in short.
    public String label() {
        return spoken.label();
    }

    /// The same sighting with other frame sizes.
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
    /// @param arrivedNanos when the message was complete at the next node (the relay, if there is
    ///   one); null if this is not the first transmission that got through, or if the time is not
    ///   known
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
        /// The last message of the flight that a Server Hello opens: Server Hello Done, or, in TLS
        /// 1.3 and in resumed sessions, the message before the server's Finished.
        SERVER_HELLO,
        CLIENT_KEY_EXCHANGE,
        CLIENT_FINISHED,
        SERVER_FINISHED,
        CONNECT,
        CONNECT_ESTABLISHED,
        REQUEST,
        RESPONSE,
        /// Bytes that could not be read. They may contain a step.
        UNREAD,
        /// A TCP segment that its receiver ignored. It is part of no other message.
        IGNORED
    }
}
