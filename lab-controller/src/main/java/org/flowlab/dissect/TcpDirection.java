package org.flowlab.dissect;

import org.flowlab.dissect.WaitingBytes.Piece;
import org.flowlab.wire.tcp.TcpFlags;
import org.jspecify.annotations.Nullable;

/// One direction of a TCP connection: what was sent, what arrived and was reported, what waits.
///
/// Sequence numbers become stream offsets of 64 bits here, so that a wrap is nobody else's concern.
/// Offset 0 is the byte after the SYN.
final class TcpDirection {
    /// Further ahead than any window: not of this connection.
    private static final long MAX_AHEAD = 1L << 30;

    /// Frames of a connection that may still bring what a capture holds in the wrong order, once
    /// the receiver acknowledged it.
    private static final int GAP_GRACE_FRAMES = 3;

    private static final long UNKNOWN = Long.MAX_VALUE;

    final boolean fromClient;
    private final TcpConnection connection;
    private final TcpListener listener;
    private final TcpBudget budget;
    final Sendings sendings;
    private final WaitingBytes waiting;
    private final LostBytes lost;

    /// Whether bytes were lost for good, so that what is told now never reached its receiver whole.
    private boolean isBroken;

    final ControlTrack fin = new ControlTrack();
    final ControlTrack reset = new ControlTrack();
    final TcpReceiver receiver = new TcpReceiver(this);
    final RecentSendings recent = new RecentSendings();

    /// Whether the capture misses sendings of this direction.
    private boolean incomplete;

    private boolean based;
    private boolean basedOnSyn;
    private int base;
    private boolean startTold;
    private long next;
    private long acknowledged;
    private long finOffset = UNKNOWN;
    private long arrivedNanos;
    private int graceFrames;

    TcpDirection(
            TcpConnection connection, boolean fromClient, TcpListener listener, TcpBudget budget) {
        this.connection = connection;
        this.fromClient = fromClient;
        this.listener = listener;
        this.budget = budget;
        this.sendings = new Sendings(budget);
        this.waiting = new WaitingBytes(budget);
        this.lost = new LostBytes(budget);
    }

    boolean isBased() {
        return based;
    }

    boolean isBasedAt(int sequence) {
        return based && base == sequence;
    }

    /// The sequence number of stream offset 0 is known now, or thought to be.
    ///
    /// @param fromSyn whether it is known
    void base(int sequence, boolean fromSyn) {
        based = true;
        basedOnSyn = fromSyn;
        base = sequence;
    }

    /// The stream offset of `sequence` that is nearest to what was reported.
    long offset(int sequence) {
        return next + (sequence - (base + (int) next));
    }

    long next() {
        return next;
    }

    boolean isBasedOnSyn() {
        return based && basedOnSyn;
    }

    /// Whether nothing of what was sent seems to be missing.
    boolean allSendingsAreKnown() {
        return !incomplete;
    }

    /// The stream offset after all that was sent, a FIN included.
    long sentEnd() {
        return sendings.end() + (fin.isEmpty() ? 0 : 1);
    }

    /// The stream offset after all that waits; -1 if nothing does.
    long waitingEnd() {
        return waiting.end();
    }

    /// A segment that was reported as sent is ignored by the receiver.
    void forget(TcpSegment s) {
        long from = offset(s.dataSequence());
        sendings.forget(Math.max(0, from), from + s.length, s.print);
        if (s.is(TcpFlags.FIN)) {
            fin.forget(s.print);
        }
        if (s.is(TcpFlags.RST)) {
            reset.forget(s.print);
        }
    }

    long acknowledged() {
        return acknowledged;
    }

    boolean finIsTold() {
        return fin.isTold();
    }

    boolean finIsAcknowledged() {
        return fin.isTold() && acknowledged > finOffset;
    }

    private boolean isPlausible(long from, long length) {
        return from + length >= next - MAX_AHEAD
                && from <= Math.max(next, sendings.end()) + MAX_AHEAD;
    }

    /// A segment of this direction entered the wire.
    void sent(long nanos, int sequence, int length, boolean lost, int print) {
        long from = offset(sequence);
        if (length > 0
                && from + length > 0
                && isPlausible(from, length)
                && !receiver.isBeyond(from)) {
            incomplete |= from > sendings.end();
            sendings.sent(Math.max(0, from), from + length, nanos, lost, print);
        }
    }

    /// Whether a segment is another sight of one that was reported.
    boolean knows(int sequence, int length, int print, long sinceNanos) {
        long from = offset(sequence);
        return sendings.knows(Math.max(0, from), from + length, print, sinceNanos);
    }

    /// A segment of this direction that had been reported as sent was dropped.
    void dropped(int sequence, int length, int print) {
        long from = offset(sequence);
        sendings.dropped(Math.max(0, from), from + length, print);
    }

    /// A segment of this direction arrived.
    ///
    /// @param length of its payload, of which `captured` bytes are at `b[at]`
    void delivered(
            long nanos, int sequence, int length, boolean isFin, byte[] b, int at, int captured) {
        long from = offset(sequence);
        if (!isPlausible(from, length) || fin.isTold()) {
            return;
        }
        if (isFin && from + length >= next && finOffset == UNKNOWN) {
            finOffset = from + length;
        }
        if (from > next) {
            if (captured > 0) {
                waiting.add(from, b, at, captured, nanos);
                keepWithinLimits();
            }
        } else if (from + length > next) {
            arrivedNanos = nanos;
            inOrder(from, length, b, at, captured);
        }
        arrivedNanos = nanos;
        tellFin();
    }

    /// Reports a segment that begins at or before the next byte, and what waited for it. Of bytes
    /// that differ the segment's own count.
    private void inOrder(long from, int length, byte[] b, int at, int captured) {
        waiting.compare(from, b, at, captured);
        tellPart(from, from + captured, b, at);
        drain();
        Piece piece = waiting.first();
        long end = Math.min(from + length, finOffset);
        end = piece == null ? end : Math.min(end, piece.start());
        if (captured < length && next < end) {
            gap(end - next);
            drain();
        }
    }

    /// Reports the segment's bytes from the next one up to `to`.
    private void tellPart(long from, long to, byte[] b, int at) {
        if (to > next) {
            tell(b, at + (int) (next - from), (int) (to - next));
        }
    }

    private void tell(byte[] b, int at, int length) {
        int wanted = (int) Math.min(length, finOffset - next);
        if (wanted > 0) {
            tellStart();
            long offset = next;
            next += wanted;
            if (!lost.isEmpty()) {
                lost.arrived(next);
            }
            listener.data(connection, fromClient, b, at, wanted, offset);
        }
    }

    private void tellStart() {
        if (!startTold) {
            startTold = true;
            if (!basedOnSyn) {
                listener.gap(connection, fromClient, 0, 0);
            }
        }
    }

    private void tellFirstPiece(Piece piece) {
        waiting.removeFirst();
        if (piece.end() > next) {
            int skip = (int) (next - piece.start());
            tell(piece.bytes(), skip, piece.length() - skip);
        }
    }

    /// Reports what waited for the bytes just reported.
    private void drain() {
        Piece piece = waiting.first();
        while (piece != null && piece.start() <= next) {
            tellFirstPiece(piece);
            piece = waiting.first();
        }
    }

    private void gap(long length) {
        tellStart();
        long offset = next;
        next += length;
        budget.gapBytes += length;
        listener.gap(connection, fromClient, offset, length);
    }

    private void tellFin() {
        if (next >= finOffset && !fin.isTold()) {
            tellStart();
            waiting.release();
            listener.fin(connection, fromClient, fin.arrive(arrivedNanos));
        }
    }

    private void keepWithinLimits() {
        while (waiting.cost() > budget.limits.bufferedBytes()
                || (budget.bufferIsFull() && !waiting.isEmpty())) {
            budget.forcedGaps++;
            skipHole();
        }
    }

    /// Gives up the hole before what waits longest in the stream, and reports what waited.
    private void skipHole() {
        Piece piece = waiting.first();
        if (piece == null) {
            return;
        }
        // Nobody knows when the hole was filled: what waited is reported as of its own arrival.
        arrivedNanos = piece.arrivedNanos();
        long end = Math.min(piece.start(), finOffset);
        if (end > next) {
            gap(end - next);
        }
        while (piece != null && piece.start() <= next) {
            arrivedNanos = Math.max(arrivedNanos, piece.arrivedNanos());
            tellFirstPiece(piece);
            piece = waiting.first();
        }
        tellFin();
    }

    /// The receiver said that it has everything below `sequence`.
    ///
    /// @param arrived whether the sender knows
    void acknowledged(int sequence, boolean arrived) {
        long offset = offset(sequence);
        if (!isPlausible(offset, 0)) {
            return;
        }
        if (arrived && offset > acknowledged) {
            acknowledged = offset;
            sendings.acknowledged(offset);
        }
        Piece piece = waiting.first();
        if (piece != null && graceFrames == 0 && offset >= piece.start()) {
            graceFrames = GAP_GRACE_FRAMES;
        }
    }

    /// A frame of the connection was seen: bytes that are acknowledged, but did not come, are given
    /// up in the end.
    void frame() {
        if (graceFrames > 0 && --graceFrames == 0) {
            skipHole();
        }
    }

    /// Keeps the bytes of a segment that was lost.
    void lost(int sequence, byte[] b, int at, int captured) {
        long from = offset(sequence);
        int known = Math.clamp(next - from, 0, captured);
        if (based && isPlausible(from, captured)) {
            lost.add(from + known, b, at + known, captured - known);
        }
    }

    /// Reports the bytes that were lost whenever they were sent, and what waits for them.
    void tellLost() {
        byte[] bytes = lost.from(next);
        while (bytes != null
                && next < finOffset
                && sendings.isLost(next)
                && sendings.isLost(next + bytes.length - 1)) {
            isBroken = true;
            tell(bytes, 0, bytes.length);
            drain();
            bytes = lost.from(next);
        }
    }

    /// Reports all that waits.
    void flush() {
        while (!waiting.isEmpty()) {
            skipHole();
        }
    }

    Passage passage(long streamOffset) {
        return isBroken
                ? sendings.lostPassage(streamOffset)
                : sendings.passage(streamOffset, arrivedNanos);
    }

    void release() {
        sendings.release();
        waiting.release();
        lost.release();
    }

    /// The bytes of a SYN, which arrived with it, were accepted.
    void acceptEarly(@Nullable EarlyBytes early, int acceptedSequence) {
        long accepted = early == null ? 0 : offset(acceptedSequence);
        if (early != null && accepted > 0 && accepted <= early.bytes().length) {
            arrivedNanos = early.arrivedNanos();
            inOrder(0, (int) accepted, early.bytes(), 0, (int) accepted);
        }
    }

    /// What a SYN carried (TCP Fast Open, RFC 7413).
    record EarlyBytes(byte[] bytes, long arrivedNanos) {}
}
