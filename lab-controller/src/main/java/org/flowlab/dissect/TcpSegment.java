package org.flowlab.dissect;

import org.flowlab.wire.tcp.TcpFlags;

/// The fields that a [TcpReassembler] reads from a frame and hands to its connection. One object is
/// filled again for every frame.
final class TcpSegment {
    /// Bits that say what happened to the frame. In a capture from elsewhere two are set at once.
    static final int SENT = 1;

    static final int LOST = 2;
    static final int DROPPED = 4;
    static final int DELIVERED = 8;

    long nanos;
    int event;
    int flags;
    int sequence;
    int acknowledgement;

    /// Whether the wire corrupted the frame, so that its fields cannot be trusted.
    boolean isDamaged;

    /// Length of the payload by the packet's headers.
    int length;

    byte[] buffer = {};
    int payload;

    /// Length of the part of the payload that was captured, at `buffer[payload]`.
    int captured;

    /// A number that distinguishes the frame from others with the same bytes.
    int print;

    /// The window field as on the wire, without scaling.
    int window;

    /// Value of a SYN's window scale option, at most 14; [#NO_SCALE] if there is none.
    int scale;

    static final int NO_SCALE = -1;

    /// Whether a SYN has the option SACK permitted.
    boolean offersSack;

    boolean hasTimestamp;
    int timestamp;

    boolean is(int flag) {
        return (flags & flag) != 0;
    }

    boolean happened(int events) {
        return (event & events) != 0;
    }

    /// Most nanoseconds between two sightings of one frame at one place, as on two interfaces of a
    /// machine that forwards it.
    static final long SAME_FRAME_NANOS = 50_000_000;

    /// Whether the frame was only seen: it may be a sending of its own or another sight of one.
    boolean isSeen() {
        return happened(SENT) && happened(DELIVERED);
    }

    /// Whether the frame is known to have reached its receiver, which may ignore it.
    boolean isJudged() {
        return event == DELIVERED;
    }

    boolean isSyn() {
        return (flags & (TcpFlags.SYN | TcpFlags.ACK)) == TcpFlags.SYN;
    }

    boolean isSynAck() {
        return (flags & (TcpFlags.SYN | TcpFlags.ACK)) == (TcpFlags.SYN | TcpFlags.ACK);
    }

    /// The sequence number of the first byte of the payload.
    int dataSequence() {
        return is(TcpFlags.SYN) ? sequence + 1 : sequence;
    }
}
