package org.flowlab.app;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.flowlab.flow.Entry;
import org.flowlab.flow.Ledger;
import org.flowlab.flow.Role;
import org.flowlab.flow.Sighting.Transmission;
import org.flowlab.flow.Step;
import org.jspecify.annotations.Nullable;

/// One arrow of a diagram: one transmission of a step, or a step that was not seen.
///
/// @param by who sent it: the step's sender, or a proxy that relays it
/// @param first whether it is the step's first transmission
/// @param keyNanos where it stands: times of rows without one are those of the row before
/// @param sentNanos null where nothing was seen
/// @param arrivedNanos of the transmission that got through
/// @param gapNanos since its cause was complete; of a repeat, since the transmission before
/// @param after the number of that cause, 0 for none
/// @param note below the arrow; for what is absent, all that is said
record Row(
        Step step,
        Type type,
        Role by,
        boolean first,
        long keyNanos,
        @Nullable Long sentNanos,
        long arrivedNanos,
        @Nullable Long gapNanos,
        int after,
        Entry.@Nullable Seen seen,
        String note) {

    enum Type {
        SENT,
        LOST,
        /// Sent once more although it got through.
        AGAIN,
        MISSING,
        UNREAD,
        ABSENT
    }

    /// All rows of a run, in order of time. Steps that are absent for one reason share a row.
    static List<Row> of(Ledger ledger) {
        List<Row> rows = new ArrayList<>();
        List<Entry> entries = ledger.entries();
        long key = Long.MIN_VALUE;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            switch (entry.state()) {
                case ABSENT -> {
                    int first = i;
                    while (i + 1 < entries.size() && sameAbsence(entry, entries.get(i + 1))) {
                        i++;
                    }
                    rows.add(absent(entries.get(first), entries.get(i), key));
                }
                case MISSING -> rows.add(unseen(entry, Type.MISSING, key));
                case UNREAD -> rows.add(unseen(entry, Type.UNREAD, key));
                case SEEN -> key = Math.max(key, addSeen(ledger, entry, rows));
            }
        }
        rows.sort(Comparator.comparingLong(Row::keyNanos));
        return rows;
    }

    private static boolean sameAbsence(Entry a, Entry b) {
        return b.state() == Entry.State.ABSENT && b.note().equals(a.note());
    }

    private static Row absent(Entry first, Entry last, long key) {
        String note = absence(first.step().number(), last.step().number(), first.note());
        Step step = first.step();
        return new Row(step, Type.ABSENT, step.from(), true, key, null, 0, null, 0, null, note);
    }

    /// `steps 1 to 8 do not occur: why`
    static String absence(int first, int last, String why) {
        String which =
                first == last
                        ? "step " + first + " does"
                        : "steps " + first + " to " + last + " do";
        return which + " not occur: " + why;
    }

    private static Row unseen(Entry entry, Type type, long key) {
        Step step = entry.step();
        return new Row(step, type, step.from(), true, key, null, 0, null, 0, null, entry.note());
    }

    /// Returns the time of the transmission that got through.
    private static long addSeen(Ledger ledger, Entry entry, List<Row> rows) {
        Entry.Seen seen = java.util.Objects.requireNonNull(entry.seen(), "a step that was seen");
        int through = through(seen.transmissions(), ledger.parties().node(entry.step().from()));
        long before = seen.sentNanos();
        for (int i = 0; i < seen.transmissions().size(); i++) {
            Transmission t = seen.transmissions().get(i);
            Type type = i == through ? Type.SENT : t.lost() ? Type.LOST : Type.AGAIN;
            boolean first = i == 0;
            rows.add(
                    new Row(
                            entry.step(),
                            type,
                            ledger.parties().role(t.by()).orElse(entry.step().from()),
                            first,
                            t.sentNanos(),
                            t.sentNanos(),
                            seen.arrivedNanos(),
                            first ? seen.gapNanos() : (Long) (t.sentNanos() - before),
                            first ? seen.cause() : 0,
                            seen,
                            entry.note()));
            before = t.sentNanos();
        }
        return seen.transmissions().get(through).sentNanos();
    }

    /// The first of the step's sender that was not lost; the last one where all seem to be.
    private static int through(List<Transmission> transmissions, String sender) {
        for (int i = 0; i < transmissions.size(); i++) {
            Transmission t = transmissions.get(i);
            if (!t.lost() && t.by().equals(sender)) {
                return i;
            }
        }
        return transmissions.size() - 1;
    }
}
