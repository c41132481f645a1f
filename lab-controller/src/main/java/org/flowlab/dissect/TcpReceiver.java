package org.flowlab.dissect;

import org.flowlab.wire.tcp.TcpFlags;
import org.jspecify.annotations.Nullable;

/// The receiver of one direction: what it offered, and which segments it accepts by the rules of
/// Linux (`tcp_validate_incoming`, `tcp_ack`, `tcp_data_queue`). If something is not known, it
/// accepts the segment.
final class TcpReceiver {
    private static final long UNKNOWN = Long.MAX_VALUE;

    /// By how much a timestamp may be older than the last one (`TCP_PAWS_WINDOW`).
    private static final int OLDER_TIMESTAMP = 1;

    private final TcpDirection mine;
    private boolean synSeen;
    private int offeredScale = TcpSegment.NO_SCALE;
    private boolean offersTimestamps;
    private boolean offersSack;
    private long rightEdge = UNKNOWN;
    private long maxWindow;
    private long acknowledgedUpTo;
    private boolean timestampKnown;
    private int timestamp;

    /// @param mine the direction whose segments it receives
    TcpReceiver(TcpDirection mine) {
        this.mine = mine;
    }

    /// Takes a segment that this receiver sent, with its window and acknowledgement.
    ///
    /// @param peer the receiver at the other end
    void said(TcpSegment s, TcpReceiver peer) {
        if (s.is(TcpFlags.SYN)) {
            synSeen = true;
            offeredScale = s.scale;
            offersTimestamps = s.hasTimestamp;
            offersSack = s.offersSack;
        }
        if (!s.is(TcpFlags.ACK) || !synSeen || !peer.synSeen || !mine.isBased()) {
            return;
        }
        boolean scaled =
                !s.is(TcpFlags.SYN)
                        && offeredScale != TcpSegment.NO_SCALE
                        && peer.offeredScale != TcpSegment.NO_SCALE;
        long window = scaled ? (long) s.window << offeredScale : s.window;
        long acknowledged = mine.offset(s.acknowledgement);
        maxWindow = Math.max(maxWindow, window);
        acknowledgedUpTo = Math.max(acknowledgedUpTo, acknowledged);
        long edge = acknowledged + window;
        rightEdge = rightEdge == UNKNOWN ? edge : Math.max(rightEdge, edge);
    }

    /// Whether `offset` is beyond every window that was offered.
    boolean isBeyond(long offset) {
        return rightEdge != UNKNOWN && offset > rightEdge;
    }

    /// Takes note of a segment that was accepted.
    void took(TcpSegment s) {
        if (!s.hasTimestamp) {
            return;
        }
        boolean first = !timestampKnown;
        boolean newer = s.timestamp - timestamp >= 0;
        if (first || (newer && mine.offset(s.dataSequence()) <= acknowledgedUpTo)) {
            timestampKnown = true;
            timestamp = s.timestamp;
        }
    }

    /// Why a reset is ignored; null if it is accepted.
    @Nullable Refusal refusesReset(TcpSegment s, TcpReceiver peer) {
        long at = mine.offset(s.sequence);
        long next = mine.next() + (mine.finIsTold() ? 1 : 0);
        boolean inSequence = at == next || (acknowledgedUpTo > next && at == acknowledgedUpTo);
        boolean behindFin = mine.finIsTold() && at == next - 1;
        long sackEnd = mine.waitingEnd();
        boolean sack = offersSack && peer.offersSack && sackEnd >= 0 && at == sackEnd;
        return inSequence || behindFin || sack ? null : Refusal.RESET_OUT_OF_SEQUENCE;
    }

    /// Why a segment without RST and SYN is ignored; null if it is accepted, or brings nothing new.
    @Nullable Refusal refuses(TcpSegment s, TcpDirection other, TcpReceiver peer) {
        if (!s.is(TcpFlags.ACK)) {
            return Refusal.NO_ACK;
        }
        boolean fin = s.is(TcpFlags.FIN);
        long from = mine.offset(s.sequence);
        long end = from + s.length + (fin ? 1 : 0);
        // A keepalive probe may carry the one byte before the first.
        if (s.length > 0 && end <= 0 && from < -1) {
            return Refusal.OUTSIDE_WINDOW;
        }
        boolean isNew = end > mine.next() && end > from && !mine.finIsTold();
        if (isNew) {
            Refusal refusal = refusesBytes(s, from, peer);
            if (refusal != null) {
                return refusal;
            }
        }
        return refusesAcknowledgement(other.offset(s.acknowledgement), other, peer);
    }

    private @Nullable Refusal refusesBytes(TcpSegment s, long from, TcpReceiver peer) {
        boolean stamped = s.hasTimestamp && timestampKnown && offersTimestamps;
        if (stamped && peer.offersTimestamps && timestamp - s.timestamp > OLDER_TIMESTAMP) {
            return Refusal.OLD_TIMESTAMP;
        }
        if (isBeyond(from)) {
            return Refusal.OUTSIDE_WINDOW;
        }
        if (s.length > 0 && rightEdge != UNKNOWN && from >= rightEdge) {
            return from == mine.next() ? Refusal.ZERO_WINDOW : Refusal.OUTSIDE_WINDOW;
        }
        return null;
    }

    /// @param at the acknowledged stream offset in `other`, the direction in which this receiver
    ///   sends
    private static @Nullable Refusal refusesAcknowledgement(
            long at, TcpDirection other, TcpReceiver peer) {
        if (other.allSendingsAreKnown() && at > other.sentEnd()) {
            return Refusal.ACKNOWLEDGES_UNSENT;
        }
        boolean known = peer.rightEdge != UNKNOWN;
        return known && at < other.acknowledged() - peer.maxWindow
                ? Refusal.ACKNOWLEDGES_TOO_OLD
                : null;
    }
}
