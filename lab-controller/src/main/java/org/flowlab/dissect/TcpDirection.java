package org.flowlab.dissect;

import org.flowlab.dissect.WaitingBytes.Piece;
import org.flowlab.wire.tcp.TcpFlags;
import org.jspecify.annotations.Nullable;

/// One direction of a TCP connection: what was sent, what arrived and was reported, what waits.
///
/// This class turns sequence numbers into stream offsets of 64 bits, so that other classes need not
/// handle wrapping. Offset 0 is the byte after the SYN.
final class TcpDirection {
    /// Longer than any window; a segment further away does not belong to this connection.
    private static final long MAX_AHEAD = 1L << 30;

    /// After the receiver acknowledged missing bytes, the number of further frames of the
    /// connection that may still bring them. A capture may hold frames in the wrong order.
    private static final int GAP_GRACE_FRAMES = 3;

    private static final long UNKNOWN = Long.MAX_VALUE;

    final boolean fromClient;
    private final TcpConnection connection;
    private final TcpListener listener;
    private final TcpBudget budget;
    final Sendings sendings;
    private final WaitingBytes waiting;
    private final LostBytes lost;

    /// Whether bytes were lost for good, so that what is reported now never reached its receiver in
    /// full.
    private boolean isBroken;

    final ControlTrack fin = new ControlTrack();
    final ControlTrack reset = new ControlTrack();
    final TcpReceiver receiver = new TcpReceiver(this);
    final RecentSendings recent = new RecentSendings();

    /// Whether sendings of this direction are missing from the capture.
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

    /// Sets the sequence number of stream offset 0.
    ///
    /// @param fromSyn true if it comes from a SYN; false if it is a guess
    void base(int sequence, boolean fromSyn) {
        based = true;
        basedOnSyn = fromSyn;
        base = sequence;
    }

    /// The stream offset of `sequence`, in the range nearest to the bytes that were reported last.
    long offset(int sequence) {
        return next + (sequence - (base + (int) next));
    }

    long next() {
        return next;
    }

    boolean isBasedOnSyn() {
        return based && basedOnSyn;
    }

    /// Whether, as far as is known, every sending was captured.
    boolean allSendingsAreKnown() {
        return !incomplete;
    }

    /// The stream offset after everything that was sent, including a FIN.
    long sentEnd() {
        return sendings.end() + (fin.isEmpty() ? 0 : 1);
    }

    /// The stream offset after the last byte or FIN that waits; -1 if nothing waits.
    long waitingEnd() {
        boolean finWaits = finOffset != UNKNOWN && !fin.isTold();
        return finWaits ? Math.max(waiting.end(), finOffset + 1) : waiting.end();
    }

    /// Removes the sending of a segment that the receiver ignores.
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

    /// Records that a segment of this direction entered the wire.
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

    /// Whether the segment is the same frame as one that was recorded at `sinceNanos` or later.
    boolean knows(int sequence, int length, int print, long sinceNanos) {
        long from = offset(sequence);
        return sendings.knows(Math.max(0, from), from + length, print, sinceNanos);
    }

    /// Marks a segment of this direction that was recorded as sent as dropped.
    void dropped(int sequence, int length, int print) {
        long from = offset(sequence);
        sendings.dropped(Math.max(0, from), from + length, print);
    }

    /// Takes a segment of this direction that arrived.
    ///
    /// @param length of the payload; the first `captured` bytes of it are at `b[at]`
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

    /// Reports a segment that begins at or before the next byte, and then the bytes that waited for
    /// it. If they overlap with other values, the segment's own bytes are used.
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

    /// Reports the segment's bytes from the next expected one up to `to`.
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

    /// Reports the bytes that waited for those that were just reported.
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

    /// Gives up the hole before the first waiting bytes, and reports those.
    private void skipHole() {
        Piece piece = waiting.first();
        if (piece == null) {
            return;
        }
        // The time at which the hole was filled is not known, so the bytes' own arrival counts.
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

    /// Takes an acknowledgement by the receiver of all bytes below `sequence`.
    ///
    /// @param arrived whether the acknowledgement has reached the sender
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

    /// Counts a frame of the connection. If acknowledged bytes are still missing after some frames,
    /// they are given up.
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

    /// Reports the bytes that were lost each time they were sent, and the bytes that waited for
    /// them.
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

    /// Reports all bytes that still wait.
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

    /// Reports the bytes that arrived with the SYN, as far as the server accepted them.
    void acceptEarly(@Nullable EarlyBytes early, int acceptedSequence) {
        long accepted = early == null ? 0 : offset(acceptedSequence);
        if (early != null && accepted > 0 && accepted <= early.bytes().length) {
            arrivedNanos = early.arrivedNanos();
            inOrder(0, (int) accepted, early.bytes(), 0, (int) accepted);
        }
    }

    /// Bytes that a SYN carried (TCP Fast Open, RFC 7413).
    record EarlyBytes(byte[] bytes, long arrivedNanos) {}
}
