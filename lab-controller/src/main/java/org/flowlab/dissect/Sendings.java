package org.flowlab.dissect;

import java.util.List;
import org.flowlab.dissect.Passage.Transmission;

/// The sendings of one direction's bytes that are not acknowledged yet, and the reported passages
/// of such bytes: a further sending is added to them.
///
/// New bytes and bytes sent again are kept apart, so that the first are sorted by stream offset.
final class Sendings {
    /// Kept although acknowledged: a capture taken close to the receiver sees an acknowledgement
    /// before the sender does.
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

    /// Bytes from `from` up to, not including, `to` entered the wire.
    void sent(long from, long to, long nanos, boolean lost, int print) {
        if (from < end) {
            agains.add(from, Math.min(to, end), nanos, lost, print);
            watches.sent(from, to, new Transmission(nanos, lost));
        }
        if (to > end) {
            firsts.add(Math.max(from, end), to, nanos, lost, print);
            if (!watches.isEmpty()) {
                // Reported before it was sent: the feed is in order of arrival.
                watches.sent(Math.max(from, end), to, new Transmission(nanos, lost));
            }
            end = to;
        }
    }

    /// The segment with this print, sent before, was dropped on its way.
    void dropped(long from, long to, int print) {
        long nanos = agains.dropped(from, to, print);
        if (nanos == SendingRing.NONE) {
            nanos = firsts.dropped(from, to, print);
        }
        if (nanos != SendingRing.NONE) {
            watches.dropped(from, to, nanos);
        }
    }

    /// The segment with this print, sent before, is ignored by its receiver: no sending of these
    /// bytes.
    void forget(long from, long to, int print) {
        long nanos = agains.forget(from, to, print);
        if (nanos == SendingRing.NONE) {
            nanos = firsts.forget(from, to, print);
        }
        if (nanos != SendingRing.NONE) {
            watches.forget(from, to, nanos);
        }
    }

    /// Whether a sending of these bytes with this print is known from `sinceNanos` or later.
    boolean knows(long from, long to, int print, long sinceNanos) {
        return from < end
                && (agains.knows(from, to, print, sinceNanos)
                        || firsts.knows(from, to, print, sinceNanos));
    }

    /// Everything below `offset` is acknowledged.
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

    /// Whether the byte at `offset` was sent, and each time lost.
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
