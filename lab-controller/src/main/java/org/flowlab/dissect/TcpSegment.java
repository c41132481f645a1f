package org.flowlab.dissect;

import org.flowlab.wire.tcp.TcpFlags;

/// What a [TcpReassembler] takes from one frame and hands to its connection: one object, filled
/// anew for every frame.
final class TcpSegment {
    /// What happened to the frame: bits, since a capture from elsewhere has two at once.
    static final int SENT = 1;

    static final int LOST = 2;
    static final int DROPPED = 4;
    static final int DELIVERED = 8;

    long nanos;
    int event;
    int flags;
    int sequence;
    int acknowledgement;

    /// Whether the wire corrupted it, so that what it says cannot be trusted.
    boolean isDamaged;

    /// Of the payload, by the packet's own account.
    int length;

    byte[] buffer = {};
    int payload;

    /// How many bytes of the payload are at `buffer[payload]`.
    int captured;

    /// What distinguishes one frame from another with the same bytes.
    int print;

    /// As on the wire.
    int window;

    /// Of a SYN's window scale option, at most 14; [#NO_SCALE] if there is none.
    int scale;

    static final int NO_SCALE = -1;

    /// Of a SYN.
    boolean offersSack;

    boolean hasTimestamp;
    int timestamp;

    boolean is(int flag) {
        return (flags & flag) != 0;
    }

    boolean happened(int events) {
        return (event & events) != 0;
    }

    /// Two sightings of one frame at one place, as on two interfaces of a machine that forwards it,
    /// are at most this far apart.
    static final long SAME_FRAME_NANOS = 50_000_000;

    /// Whether nobody knows if this is a sending of its own, or another sight of one.
    boolean isSeen() {
        return happened(SENT) && happened(DELIVERED);
    }

    /// Whether it is known to have reached its receiver, which may ignore it.
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
