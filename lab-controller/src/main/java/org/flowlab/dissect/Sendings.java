package org.flowlab.dissect;

import java.util.List;
import org.flowlab.dissect.Passage.Transmission;

/// The sendings of one direction's bytes that are not acknowledged yet, and the passages that were
/// reported for such bytes. A further sending is added to those passages.
///
/// New bytes and repeated bytes are kept apart, so that the new ones are sorted by stream offset.
final class Sendings {
    /// Ranges that are kept although they are acknowledged. A capture taken close to the receiver
    /// sees an acknowledgement before the sender does.
    private static final int GRACE = 64;

    private static final int MAX_FIRSTS = 1 << 16;
    private static final int MAX_AGAINS = 1 << 10;
    private static final int MAX_WATCHES = 1 << 12;

    private final TcpBudget budget;
    private final SendingRing firsts;
    private final SendingRing agains;
    private final PassageRing watches;
    private long end;

    Sendings(TcpBudget budget) {
        this.budget = budget;
        this.firsts = new SendingRing(budget, MAX_FIRSTS, true);
        this.agains = new SendingRing(budget, MAX_AGAINS, false);
        this.watches = new PassageRing(budget, MAX_WATCHES);
    }

    /// The highest stream offset that was sent, plus one.
    long end() {
        return end;
    }

    /// Records that the bytes from `from` up to, but not including, `to` entered the wire.
    void sent(long from, long to, long nanos, boolean lost, int print) {
        if (from < end) {
            agains.add(from, Math.min(to, end), nanos, lost, print);
            watches.sent(from, to, new Transmission(nanos, lost));
        }
        if (to > end) {
            firsts.add(Math.max(from, end), to, nanos, lost, print);
            if (!watches.isEmpty()) {
                // If frames come in order of arrival, bytes can be reported before their sending.
                watches.sent(Math.max(from, end), to, new Transmission(nanos, lost));
            }
            end = to;
        }
    }

    /// Marks the segment with this print as dropped on its way.
    void dropped(long from, long to, int print) {
        long nanos = agains.dropped(from, to, print);
        if (nanos == SendingRing.NONE) {
            nanos = firsts.dropped(from, to, print);
        }
        if (nanos != SendingRing.NONE) {
            watches.dropped(from, to, nanos);
        }
    }

    /// Removes the segment with this print: its receiver ignores it, so it does not count as a
    /// sending of these bytes.
    void forget(long from, long to, int print) {
        long nanos = agains.forget(from, to, print);
        if (nanos == SendingRing.NONE) {
            nanos = firsts.forget(from, to, print);
        }
        if (nanos != SendingRing.NONE) {
            watches.forget(from, to, nanos);
        }
    }

    /// Whether these bytes were sent with this print at `sinceNanos` or later.
    boolean knows(long from, long to, int print, long sinceNanos) {
        return from < end
                && (agains.knows(from, to, print, sinceNanos)
                        || firsts.knows(from, to, print, sinceNanos));
    }

    /// Takes note that all bytes below `offset` are acknowledged.
    void acknowledged(long offset) {
        firsts.prune(offset, GRACE);
        agains.prune(offset, GRACE);
        watches.prune(offset, GRACE);
    }

    Passage passage(long offset, long arrivedNanos) {
        return passage(offset, new Passage(arrivedNanos));
    }

    /// The passage of a byte that never arrived.
    Passage lostPassage(long offset) {
        return passage(offset, Passage.lost());
    }

    /// Whether the byte at `offset` was sent, and was lost each time.
    boolean isLost(long offset) {
        List<Transmission> transmissions = passage(offset, Passage.lost()).transmissions();
        return !transmissions.isEmpty() && transmissions.stream().allMatch(Transmission::lost);
    }

    private Passage passage(long offset, Passage passage) {
        int first = firsts.find(offset);
        if (first >= 0 && firsts.isKnown(first)) {
            passage.add(firsts.transmission(first));
        }
        for (int i = 0; i < agains.size(); i++) {
            if (agains.covers(i, offset)
                    && agains.isKnown(i)
                    && !passage.addBounded(agains.transmission(i))) {
                budget.forgottenSendings++;
            }
        }
        watches.add(offset, passage);
        return passage;
    }

    void release() {
        firsts.release();
        agains.release();
        watches.release();
    }
}
