package org.flowlab.app;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.flowlab.flow.Role;
import org.flowlab.view.TrialView;
import org.flowlab.view.TrialView.IgnoredView;
import org.flowlab.view.TrialView.SendingView;
import org.flowlab.view.TrialView.StepView;
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
        StepView step,
        Type type,
        Role by,
        Role to,
        Mark mark,
        long keyNanos,
        @Nullable Long sentNanos,
        @Nullable Long arrivedNanos,
        @Nullable Long gapNanos,
        int after,
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

    /// All rows of a trial, in order of time. Steps that are absent for one reason share a row.
    static List<Row> of(TrialView trial) {
        List<Row> rows = new ArrayList<>();
        List<StepView> steps = trial.steps();
        long key = Long.MIN_VALUE;
        for (int i = 0; i < steps.size(); i++) {
            StepView step = steps.get(i);
            switch (step.state()) {
                case "absent" -> {
                    int first = i;
                    while (i + 1 < steps.size() && sameAbsence(step, steps.get(i + 1))) {
                        i++;
                    }
                    rows.add(absent(trial, steps.get(first), steps.get(i), key));
                }
                case "missing" -> rows.add(unseen(trial, step, Type.MISSING, key, step.note()));
                case "unread" -> rows.add(unseen(trial, step, Type.UNREAD, key, step.note()));
                default -> key = Math.max(key, addSeen(trial, step, rows));
            }
        }
        addIgnored(trial, rows);
        rows.sort(Comparator.comparingLong(Row::keyNanos));
        return rows;
    }

    private static void addIgnored(TrialView trial, List<Row> rows) {
        List<IgnoredView> ignored = trial.ignored();
        StepView step = trial.steps().getFirst();
        int drawn = Math.min(ignored.size(), MOST_IGNORED);
        int more = ignored.size() - drawn;
        for (int i = 0; i < drawn; i++) {
            IgnoredView s = ignored.get(i);
            boolean last = i == drawn - 1;
            String rest = last && more > 0 ? "; " + more + " more were ignored" : "";
            rows.add(
                    new Row(
                            step,
                            Type.IGNORED,
                            role(trial, s.from()),
                            role(trial, s.to()),
                            Mark.FIRST,
                            s.sentNanos(),
                            s.sentNanos(),
                            null,
                            null,
                            0,
                            s.label() + rest));
        }
    }

    private static Role role(TrialView trial, String node) {
        return trial.parties().role(node).orElse(Role.PROXY);
    }

    private static boolean sameAbsence(StepView a, StepView b) {
        return b.state().equals("absent") && b.note().equals(a.note());
    }

    private static Row absent(TrialView trial, StepView first, StepView last, long key) {
        String note = absence(first.step(), last.step(), first.note());
        return unseen(trial, first, Type.ABSENT, key, note);
    }

    /// `steps 1 to 8 do not occur: why`
    static String absence(int first, int last, String why) {
        String which =
                first == last
                        ? "step " + first + " does"
                        : "steps " + first + " to " + last + " do";
        return which + " not occur: " + why;
    }

    private static Row unseen(TrialView trial, StepView step, Type type, long key, String note) {
        return new Row(
                step,
                type,
                role(trial, step.from()),
                role(trial, step.to()),
                Mark.FIRST,
                key,
                null,
                null,
                null,
                0,
                note);
    }

    /// Whether its step was seen.
    boolean isSeen() {
        return step.sentNanos() != null;
    }

    /// Returns the time of the transmission that got through.
    private static long addSeen(TrialView trial, StepView step, List<Row> rows) {
        List<SendingView> own = new ArrayList<>(step.sendings());
        own.removeIf(t -> step.tunnelled() && !t.by().equals(step.from()));
        List<SendingView> relayed = new ArrayList<>(step.sendings());
        relayed.removeAll(own);
        Transmissions all =
                new Transmissions(
                        step, role(trial, step.from()), role(trial, step.to()), own, relayed);
        all.addOwn(rows);
        all.addRelayed(rows);
        return own.get(first(own)).sentNanos();
    }

    /// The first that was not lost; the last one if all seem lost.
    private static int first(List<SendingView> transmissions) {
        for (int i = 0; i < transmissions.size(); i++) {
            if (!transmissions.get(i).lost()) {
                return i;
            }
        }
        return transmissions.size() - 1;
    }

    /// @param relayed the proxy's; empty if it sent only once
    private record Transmissions(
            StepView step, Role from, Role to, List<SendingView> own, List<SendingView> relayed) {

        /// Whether the legs have separate arrows.
        boolean split() {
            return step.tunnelled()
                    && !relayed.isEmpty()
                    && relayed.getFirst().lost()
                    && !relayed.get(first(relayed)).lost();
        }

        /// Whether none arrived at the step's receiver.
        boolean isLost() {
            return step.arrivedNanos() == null;
        }

        void addOwn(List<Row> rows) {
            int through = first(own);
            for (int i = 0; i < own.size(); i++) {
                SendingView t = own.get(i);
                boolean whole = !step.tunnelled() || (i == through && !split() && !isLost());
                rows.add(
                        new Row(
                                step,
                                type(t, i == through),
                                from,
                                whole ? to : Role.PROXY,
                                i == 0 ? Mark.FIRST : Mark.AGAIN,
                                t.sentNanos(),
                                t.sentNanos(),
                                whole ? step.arrivedNanos() : t.arrivedNanos(),
                                i == 0 ? step.gapNanos() : since(own, i),
                                i == 0 ? Objects.requireNonNullElse(step.cause(), 0) : 0,
                                step.note()));
            }
        }

        void addRelayed(List<Row> rows) {
            int through = first(relayed);
            for (int i = 0; i < relayed.size(); i++) {
                SendingView t = relayed.get(i);
                if (i == through && !split() && !t.lost() && !isLost()) {
                    continue; // within the arrow over both legs
                }
                rows.add(
                        new Row(
                                step,
                                t.lost() ? Type.LOST : type(t, i == through),
                                Role.PROXY,
                                to,
                                i == 0 ? Mark.RELAYED : Mark.RELAYED_AGAIN,
                                t.sentNanos(),
                                t.sentNanos(),
                                step.arrivedNanos(),
                                i == 0 ? sinceRelay(t) : since(relayed, i),
                                0,
                                ""));
            }
        }

        /// The time since it arrived at the proxy.
        private @Nullable Long sinceRelay(SendingView t) {
            Long had = own.get(first(own)).arrivedNanos();
            return had == null ? null : (Long) (t.sentNanos() - had);
        }

        private static Long since(List<SendingView> all, int at) {
            return all.get(at).sentNanos() - all.get(at - 1).sentNanos();
        }

        private Type type(SendingView t, boolean through) {
            if (isLost()) {
                return t.lost() ? Type.LOST : Type.SENT;
            }
            return through ? Type.SENT : t.lost() ? Type.LOST : Type.AGAIN;
        }
    }
}
