package org.flowlab.dissect;

import java.util.Arrays;
import org.flowlab.dissect.TcpListener.Closing;
import org.flowlab.dissect.TcpListener.Handshake;
import org.flowlab.wire.tcp.TcpFlags;
import org.jspecify.annotations.Nullable;

/// One TCP connection, as a [TcpReassembler] reports it to its listener.
final class TcpConnection {
    private final int id;
    private final String client;
    private final String server;
    private final boolean clientIsLow;
    private final TcpListener listener;
    private final TcpBudget budget;
    private final TcpDirection up;
    private final TcpDirection down;
    private final ControlTrack syn = new ControlTrack();
    private final ControlTrack synAck = new ControlTrack();
    private final ControlTrack ack = new ControlTrack();
    private TcpDirection.@Nullable EarlyBytes early;
    private boolean closed;

    /// An object of the listener's own.
    @Nullable Object attachment;

    /// The connection of a later SYN on the same addresses and ports. It replaces this one when
    /// that SYN is answered.
    @Nullable TcpConnection successor;

    // Used by the reassembler: neighbours in the order of last use.
    final FlowKey key;
    boolean isKept;
    @Nullable TcpConnection older;
    @Nullable TcpConnection newer;

    /// @param clientIsLow whether the client is the key's lower end
    TcpConnection(
            int id,
            String client,
            String server,
            FlowKey key,
            boolean clientIsLow,
            TcpListener listener,
            TcpBudget budget) {
        this.id = id;
        this.client = client;
        this.server = server;
        this.key = key;
        this.clientIsLow = clientIsLow;
        this.listener = listener;
        this.budget = budget;
        this.up = new TcpDirection(this, true, listener, budget);
        this.down = new TcpDirection(this, false, listener, budget);
    }

    /// Its number in the order of appearance, from 0.
    int id() {
        return id;
    }

    /// The client, `a.b.c.d:port` or `[a:b::c]:port`: the sender of the SYN. If no SYN was seen,
    /// the end that is likely to have sent it.
    String client() {
        return client;
    }

    String server() {
        return server;
    }

    /// The passage of the byte at `streamOffset`, with every sending of it so far. Later sendings
    /// are added to the returned passage until the byte is acknowledged.
    ///
    /// The arrival time is that of the bytes being reported. So call this during
    /// [TcpListener#data], for a byte that is reported in that call or not acknowledged yet.
    Passage passage(boolean fromClient, long streamOffset) {
        return (fromClient ? up : down).passage(streamOffset);
    }

    boolean isClosed() {
        return closed;
    }

    boolean isFromClient(boolean fromLow) {
        return fromLow == clientIsLow;
    }

    /// Whether a SYN from that end with that sequence number can belong to this connection.
    boolean takesSyn(boolean fromClient, int sequence) {
        TcpDirection direction = fromClient ? up : down;
        return direction.isBased() ? direction.isBasedAt(sequence + 1) : !closed && !fromClient;
    }

    /// Whether the server has sent anything.
    boolean isAnswered() {
        return down.isBased();
    }

    /// Whether a SYN-ACK from the server answers this connection's SYN.
    boolean takesSynAck(int acknowledgement) {
        int earlyLength = early == null ? 0 : early.bytes().length;
        long offset = up.offset(acknowledgement);
        return !up.isBased() || (up.next() == 0 && offset >= 0 && offset <= earlyLength);
    }

    void handle(TcpSegment s, boolean fromClient) {
        if (closed) {
            return;
        }
        up.frame();
        down.frame();
        TcpDirection mine = fromClient ? up : down;
        TcpDirection other = fromClient ? down : up;
        if (!s.isSeen()) {
            Refusal refusal = judge(s, mine, other);
            if (refusal != null) {
                ignore(s, fromClient, refusal);
                return;
            }
        }
        if (s.is(TcpFlags.RST)) {
            reset(s, mine, other);
            return;
        }
        base(s, mine, other);
        if (s.is(TcpFlags.SYN)) {
            handshake(s, fromClient);
        } else if (fromClient) {
            acknowledge(s);
        }
        track(s, mine);
        if (s.is(TcpFlags.ACK)) {
            other.acknowledged(s.acknowledgement, s.happened(TcpSegment.DELIVERED));
        }
        if (s.happened(TcpSegment.DELIVERED) && !s.is(TcpFlags.SYN)) {
            mine.delivered(
                    s.nanos,
                    s.sequence,
                    s.length,
                    s.is(TcpFlags.FIN),
                    s.buffer,
                    s.payload,
                    s.captured);
        }
        if (up.finIsAcknowledged() && down.finIsAcknowledged()) {
            close(Closing.FINISHED);
        }
    }

    /// Records a segment that was sent, or decides whether the receiver accepts one that was
    /// delivered.
    ///
    /// @return why the receiver ignores the segment; null if it accepts it
    private @Nullable Refusal judge(TcpSegment s, TcpDirection mine, TcpDirection other) {
        boolean strangeSyn = s.isSyn() && isAnswered() && !takesSyn(mine.fromClient, s.sequence);
        if (!s.happened(TcpSegment.DELIVERED)) {
            if (s.happened(TcpSegment.SENT)) {
                mine.recent.sent(s.print, s.nanos);
            }
            if (!s.is(TcpFlags.RST) && !strangeSyn) {
                other.receiver.said(s, mine.receiver);
            }
            return strangeSyn ? Refusal.SYN_IN_CONNECTION : null;
        }
        if (strangeSyn) {
            return Refusal.SYN_IN_CONNECTION;
        }
        Refusal refusal = null;
        if (s.is(TcpFlags.RST)) {
            refusal = judgeReset(s, mine, other);
        } else if (!s.is(TcpFlags.SYN) && mine.isBasedOnSyn() && other.isBasedOnSyn()) {
            refusal = mine.receiver.refuses(s, other, other.receiver);
        }
        if (refusal == null && !s.is(TcpFlags.RST)) {
            mine.receiver.took(s);
        }
        return refusal;
    }

    private @Nullable Refusal judgeReset(TcpSegment s, TcpDirection mine, TcpDirection other) {
        if (!mine.fromClient && syn.isTold() && !synAck.isTold()) {
            long acknowledged = other.offset(s.acknowledgement);
            int most = early == null ? 0 : early.bytes().length;
            return s.is(TcpFlags.ACK) && acknowledged >= 0 && acknowledged <= most
                    ? null
                    : Refusal.RESET_WITHOUT_ACK;
        }
        return mine.isBasedOnSyn() ? mine.receiver.refusesReset(s, other.receiver) : null;
    }

    /// Reports a segment that the receiver ignores; before it is delivered, does nothing.
    void ignore(TcpSegment s, boolean fromClient, Refusal why) {
        if (!s.happened(TcpSegment.DELIVERED)) {
            return;
        }
        TcpDirection mine = fromClient ? up : down;
        mine.forget(s);
        Passage passage = new Passage(s.nanos);
        long sent = mine.recent.find(s.print);
        if (sent != RecentSendings.NONE) {
            passage.add(new Passage.Transmission(sent, false));
        }
        listener.ignored(this, fromClient, s.flags, s.length, why, passage);
    }

    /// Learns the sequence numbers at which the streams begin.
    private void base(TcpSegment s, TcpDirection mine, TcpDirection other) {
        if (!mine.isBased()
                || (s.isSynAck() && isUnheard(mine) && !mine.isBasedAt(s.sequence + 1))) {
            mine.base(s.dataSequence(), s.is(TcpFlags.SYN));
        }
        if (!other.isBased() && s.is(TcpFlags.ACK)) {
            other.base(s.acknowledgement, s.is(TcpFlags.SYN));
        }
    }

    /// Whether a direction has sent no bytes yet, so that a SYN-ACK with another first sequence
    /// number may replace the first one.
    private boolean isUnheard(TcpDirection direction) {
        return direction.next() == 0 && !ack.isTold() && direction.sendings.end() == 0;
    }

    /// Records the sendings and losses of a segment's bytes and FIN.
    private void track(TcpSegment s, TcpDirection mine) {
        if (s.happened(TcpSegment.LOST | TcpSegment.DROPPED) && !s.isDamaged) {
            mine.lost(s.dataSequence(), s.buffer, s.payload, s.captured);
        }
        if (s.happened(TcpSegment.SENT | TcpSegment.LOST)) {
            boolean lost = s.happened(TcpSegment.LOST);
            boolean again =
                    s.isSeen()
                            && mine.knows(
                                    s.dataSequence(),
                                    s.length,
                                    s.print,
                                    s.nanos - TcpSegment.SAME_FRAME_NANOS);
            if (!again) {
                mine.sent(s.nanos, s.dataSequence(), s.length, lost, s.print);
            }
            if (s.is(TcpFlags.FIN)) {
                sent(mine.fin, s);
            }
        } else if (s.happened(TcpSegment.DROPPED)) {
            mine.dropped(s.dataSequence(), s.length, s.print);
            if (s.is(TcpFlags.FIN)) {
                mine.fin.dropped(s.print);
            }
        }
    }

    private void handshake(TcpSegment s, boolean fromClient) {
        if (s.isSyn() && fromClient) {
            step(syn, Handshake.SYN, s);
            boolean wanted = s.happened(TcpSegment.DELIVERED) && s.captured > 0 && early == null;
            if (wanted && !budget.bufferIsFull()) {
                byte[] bytes = Arrays.copyOfRange(s.buffer, s.payload, s.payload + s.captured);
                early = new TcpDirection.EarlyBytes(bytes, s.nanos);
                budget.buffered(bytes.length);
            }
        } else if (s.isSynAck() && !fromClient) {
            step(synAck, Handshake.SYN_ACK, s);
            up.acceptEarly(early, s.acknowledgement);
            dropEarly();
        }
    }

    private void dropEarly() {
        if (early != null) {
            budget.buffered(-early.bytes().length);
            early = null;
        }
    }

    private void step(ControlTrack track, Handshake part, TcpSegment s) {
        note(track, s);
        if (s.happened(TcpSegment.DELIVERED) && !track.isTold()) {
            listener.handshake(this, part, track.arrive(s.nanos));
        }
    }

    private void note(ControlTrack track, TcpSegment s) {
        if (s.happened(TcpSegment.SENT | TcpSegment.LOST)) {
            sent(track, s);
        } else if (s.happened(TcpSegment.DROPPED)) {
            track.dropped(s.print);
        }
    }

    private void sent(ControlTrack track, TcpSegment s) {
        if (s.isSeen() && track.knows(s.print, s.nanos - TcpSegment.SAME_FRAME_NANOS)) {
            return;
        }
        if (!track.sent(s.nanos, s.happened(TcpSegment.LOST), s.isDamaged, s.print)) {
            budget.forgottenSendings++;
        }
    }

    /// Handles the ACK that completes the handshake: usually a segment without data. If that was
    /// lost, the first segment that arrives takes its place.
    private void acknowledge(TcpSegment s) {
        if (up.next() > 0 || !synAck.isTold() || !s.is(TcpFlags.ACK)) {
            return;
        }
        boolean pure =
                s.length == 0
                        && !s.is(TcpFlags.FIN)
                        && up.isBasedAt(s.sequence)
                        && down.isBasedAt(s.acknowledgement);
        if (pure) {
            note(ack, s);
        }
        if (s.happened(TcpSegment.DELIVERED) && !ack.isTold()) {
            if (!pure && !ack.isUnderWay()) {
                up.sendings.passage(0, s.nanos).transmissions().stream()
                        .filter(t -> !t.lost())
                        .forEach(t -> ack.sent(t.sentNanos(), false, false, s.print));
            }
            listener.handshake(this, Handshake.ACK, ack.arrive(s.nanos));
        }
    }

    private void reset(TcpSegment s, TcpDirection mine, TcpDirection other) {
        if (!s.isSeen() && mine.isBasedOnSyn()) {
            note(mine.reset, s);
            if (s.happened(TcpSegment.DELIVERED)) {
                listener.reset(this, mine.fromClient, mine.reset.arrive(s.nanos));
                close(Closing.RESET);
            }
            return;
        }
        boolean answersSyn =
                s.is(TcpFlags.ACK)
                        && !mine.isBased()
                        && other.isBased()
                        && other.offset(s.acknowledgement) >= 0;
        long ahead = mine.isBased() ? mine.offset(s.sequence) - mine.next() : 0;
        if (!answersSyn && (!mine.isBased() || ahead < 0 || ahead > MAX_WINDOW)) {
            return;
        }
        note(mine.reset, s);
        if (s.happened(TcpSegment.DELIVERED)) {
            listener.reset(this, mine.fromClient, mine.reset.arrive(s.nanos));
            close(Closing.RESET);
        }
    }

    /// The largest window that TCP can offer (RFC 7323 §2.3).
    private static final long MAX_WINDOW = 1L << 30;

    /// Reports messages that were sent and never arrived.
    private void tellLost() {
        tellLost(Handshake.SYN, syn);
        tellLost(Handshake.SYN_ACK, synAck);
        tellLost(Handshake.ACK, ack);
        up.tellLost();
        down.tellLost();
    }

    private void tellLost(Handshake part, ControlTrack track) {
        Passage passage = track.lost();
        if (passage != null) {
            listener.handshake(this, part, passage);
        }
    }

    /// Reports what still waits, and then that the connection is closed.
    void close(Closing why) {
        if (closed) {
            return;
        }
        tellLost();
        if (why != Closing.RESET) {
            up.flush();
            down.flush();
        }
        closed = true;
        up.release();
        down.release();
        dropEarly();
        listener.closed(this, why);
        attachment = null;
    }
}
