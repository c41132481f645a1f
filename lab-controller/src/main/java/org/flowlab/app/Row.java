package org.flowlab.app;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.flowlab.flow.Entry;
import org.flowlab.flow.Ledger;
import org.flowlab.flow.Role;
import org.flowlab.flow.Sighting;
import org.flowlab.flow.Sighting.Transmission;
import org.flowlab.flow.Step;
import org.jspecify.annotations.Nullable;

/// One arrow of a diagram: one transmission of a step, or a step that was not seen.
///
/// A step in the tunnel has one arrow over both of its legs if the proxy's first transmission got
/// through. If that was lost, every transmission has an arrow on its own leg. Lost and repeated
/// transmissions always have their own.
///
/// @param by the sender: the step's, or a proxy that relays it
/// @param to where the arrow ends: at the step's receiver, or at the proxy that relays it
/// @param keyNanos the time by which rows are sorted; a row without a time has that of the row
///   before
/// @param sentNanos null if nothing was seen
/// @param arrivedNanos of the transmission that got through; null if it is not known
/// @param gapNanos since its cause was complete; of a repetition, since the sending before
/// @param after the number of that cause, 0 for none
/// @param note the text below the arrow; for absent steps, the only text
record Row(
        Step step,
        Type type,
        Role by,
        Role to,
        Mark mark,
        long keyNanos,
        @Nullable Long sentNanos,
        @Nullable Long arrivedNanos,
        @Nullable Long gapNanos,
        int after,
        Entry.@Nullable Seen seen,
        String note) {

    /// The most ignored segments that are drawn.
    private static final int MOST_IGNORED = 8;

    /// The transmission of a step that a row shows.
    enum Mark {
        /// The sender's first.
        FIRST(""),
        AGAIN("again"),
        /// The proxy's first.
        RELAYED("relayed"),
        RELAYED_AGAIN("relayed again");

        private final String words;

        Mark(String words) {
            this.words = words;
        }

        /// The words behind the step's name; empty for the first.
        String words() {
            return words;
        }

        boolean isAgain() {
            return this == AGAIN || this == RELAYED_AGAIN;
        }

        boolean isRelayed() {
            return this == RELAYED || this == RELAYED_AGAIN;
        }
    }

    enum Type {
        SENT,
        LOST,
        /// Sent again although it had got through.
        AGAIN,
        MISSING,
        UNREAD,
        ABSENT,
        /// A segment that its receiver ignored, which is no step: [Row#step] is without meaning.
        IGNORED
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
                case SEEN, LOST -> key = Math.max(key, addSeen(ledger, entry, rows));
            }
        }
        addIgnored(ledger, rows);
        rows.sort(Comparator.comparingLong(Row::keyNanos));
        return rows;
    }

    private static void addIgnored(Ledger ledger, List<Row> rows) {
        List<Sighting> ignored =
                ledger.strays().stream()
                        .filter(s -> s.kind() == Sighting.Kind.IGNORED)
                        .filter(s -> ledger.parties().role(s.from()).isPresent())
                        .filter(s -> ledger.parties().role(s.to()).isPresent())
                        .toList();
        Step step = ledger.entries().getFirst().step();
        int drawn = Math.min(ignored.size(), MOST_IGNORED);
        int more = ignored.size() - drawn;
        for (int i = 0; i < drawn; i++) {
            Sighting s = ignored.get(i);
            boolean last = i == drawn - 1;
            String rest = last && more > 0 ? "; " + more + " more were ignored" : "";
            long sent = s.sentNanos() - ledger.startNanos();
            rows.add(
                    new Row(
                            step,
                            Type.IGNORED,
                            ledger.parties().role(s.from()).orElseThrow(),
                            ledger.parties().role(s.to()).orElseThrow(),
                            Mark.FIRST,
                            sent,
                            sent,
                            null,
                            null,
                            0,
                            null,
                            s.spoken().label() + rest));
        }
    }

    private static boolean sameAbsence(Entry a, Entry b) {
        return b.state() == Entry.State.ABSENT && b.note().equals(a.note());
    }

    private static Row absent(Entry first, Entry last, long key) {
        String note = absence(first.step().number(), last.step().number(), first.note());
        Step step = first.step();
        return unseen(step, Type.ABSENT, key, note);
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
        return unseen(entry.step(), type, key, entry.words());
    }

    private static Row unseen(Step step, Type type, long key, String note) {
        return new Row(
                step,
                type,
                step.from(),
                step.to(),
                Mark.FIRST,
                key,
                null,
                null,
                null,
                0,
                null,
                note);
    }

    /// Returns the time of the transmission that got through.
    private static long addSeen(Ledger ledger, Entry entry, List<Row> rows) {
        Entry.Seen seen = Objects.requireNonNull(entry.seen(), "a step that was seen");
        String sender = ledger.parties().node(entry.step().from());
        List<Transmission> own = new ArrayList<>(seen.transmissions());
        own.removeIf(t -> entry.step().tunnelled() && !t.by().equals(sender));
        List<Transmission> relayed = new ArrayList<>(seen.transmissions());
        relayed.removeAll(own);
        Transmissions all = new Transmissions(entry, seen, own, relayed);
        all.addOwn(rows);
        all.addRelayed(rows);
        return own.get(first(own)).sentNanos();
    }

    /// The first that was not lost; the last one if all seem lost.
    private static int first(List<Transmission> transmissions) {
        for (int i = 0; i < transmissions.size(); i++) {
            if (!transmissions.get(i).lost()) {
                return i;
            }
        }
        return transmissions.size() - 1;
    }

    /// @param relayed the proxy's; empty if it sent only once
    private record Transmissions(
            Entry entry, Entry.Seen seen, List<Transmission> own, List<Transmission> relayed) {

        /// Whether the legs have separate arrows.
        boolean split() {
            return entry.step().tunnelled()
                    && !relayed.isEmpty()
                    && relayed.getFirst().lost()
                    && !relayed.get(first(relayed)).lost();
        }

        /// Whether none arrived at the step's receiver.
        boolean isLost() {
            return seen.arrivedNanos() == null;
        }

        void addOwn(List<Row> rows) {
            Step step = entry.step();
            int through = first(own);
            for (int i = 0; i < own.size(); i++) {
                Transmission t = own.get(i);
                boolean whole = !step.tunnelled() || (i == through && !split() && !isLost());
                rows.add(
                        new Row(
                                step,
                                type(t, i == through),
                                step.from(),
                                whole ? step.to() : Role.PROXY,
                                i == 0 ? Mark.FIRST : Mark.AGAIN,
                                t.sentNanos(),
                                t.sentNanos(),
                                whole ? seen.arrivedNanos() : t.arrivedNanos(),
                                i == 0 ? seen.gapNanos() : since(own, i),
                                i == 0 ? seen.cause() : 0,
                                seen,
                                entry.note()));
            }
        }

        void addRelayed(List<Row> rows) {
            Step step = entry.step();
            int through = first(relayed);
            for (int i = 0; i < relayed.size(); i++) {
                Transmission t = relayed.get(i);
                if (i == through && !split() && !t.lost() && !isLost()) {
                    continue; // within the arrow over both legs
                }
                rows.add(
                        new Row(
                                step,
                                t.lost() ? Type.LOST : type(t, i == through),
                                Role.PROXY,
                                step.to(),
                                i == 0 ? Mark.RELAYED : Mark.RELAYED_AGAIN,
                                t.sentNanos(),
                                t.sentNanos(),
                                seen.arrivedNanos(),
                                i == 0 ? sinceRelay(t) : since(relayed, i),
                                0,
                                seen,
                                ""));
            }
        }

        /// The time since it arrived at the proxy.
        private @Nullable Long sinceRelay(Transmission t) {
            Long had = own.get(first(own)).arrivedNanos();
            return had == null ? null : (Long) (t.sentNanos() - had);
        }

        private static Long since(List<Transmission> all, int at) {
            return all.get(at).sentNanos() - all.get(at - 1).sentNanos();
        }

        private Type type(Transmission t, boolean through) {
            if (isLost()) {
                return t.lost() ? Type.LOST : Type.SENT;
            }
            return through ? Type.SENT : t.lost() ? Type.LOST : Type.AGAIN;
        }
    }
}
