package org.flowlab.flow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flowlab.flow.Entry.Seen;
import org.flowlab.flow.Entry.State;
import org.flowlab.flow.Sighting.Kind;
import org.flowlab.flow.Step.Speech;
import org.jspecify.annotations.Nullable;

/// Assigns a run's sightings to steps, then judges them. For one use.
final class LedgerKeeper {
    private final Script script;
    private final Parties parties;
    private final List<Unrecorded> gaps;
    private final List<Sighting> unread = new ArrayList<>();
    private final List<Sighting> others = new ArrayList<>();
    private final Map<Integer, Sighting> found = new TreeMap<>();
    private final Map<Integer, String> notes = new HashMap<>();
    private final List<Sighting> strays = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final long startNanos;

    LedgerKeeper(Script script, Parties parties, List<Sighting> sightings, List<Unrecorded> gaps) {
        this.script = script;
        this.parties = parties;
        this.gaps = List.copyOf(gaps);
        List<Sighting> inOrder = new ArrayList<>(sightings);
        inOrder.sort(Comparator.comparingLong(Sighting::sentNanos));
        for (Sighting sighting : inOrder) {
            Optional<Step> step = step(script.steps(), sighting);
            if (sighting.kind() == Kind.UNREAD) {
                unread.add(sighting);
            } else if (sighting.kind() == Kind.IGNORED) {
                strays.add(sighting);
            } else if (step.isEmpty()) {
                others.add(sighting);
            } else {
                assign(step.get(), sighting);
            }
        }
        startNanos = found.values().stream().mapToLong(Sighting::sentNanos).min().orElse(0);
    }

    /// The first that arrived is the step; one that was lost is if none arrived.
    private void assign(Step step, Sighting sighting) {
        Sighting before = found.get(step.number());
        if (before == null) {
            found.put(step.number(), sighting);
        } else if (before.arrivedNanos() == null && sighting.arrivedNanos() != null) {
            found.put(step.number(), sighting);
            others.add(before);
        } else {
            others.add(sighting);
        }
    }

    Ledger close() {
        doubt();
        others.forEach(this::judgeOther);
        List<Entry> entries = new ArrayList<>();
        for (Step step : script.steps()) {
            entries.add(entry(step));
        }
        checkConnections();
        script.absent()
                .forEach(
                        (number, why) -> {
                            Step step = script.step(number);
                            int at = entries.size();
                            while (at > 0 && entries.get(at - 1).step().number() > number) {
                                at--;
                            }
                            entries.add(at, new Entry(step, State.ABSENT, null, "", why));
                        });
        Times times = Phases.of(script, n -> sent(n), n -> arrived(n)).times();
        return new Ledger(
                script.flow(),
                script.variant(),
                parties,
                startNanos,
                entries,
                strays,
                problems,
                times);
    }

    /// Takes back each step that was complete only after an effect of it was sent, if frames that
    /// were not recorded may have carried it before: what was seen is then a repetition.
    private void doubt() {
        for (Step step : script.steps()) {
            Sighting seen = found.get(step.number());
            if (seen != null && isBehindAnEffect(step) && isInGap(step)) {
                found.remove(step.number());
                String at = Millis.of(seen.sentNanos() - startNanos);
                notes.put(step.number(), seen.label() + " was seen at " + at);
            }
        }
    }

    private boolean isBehindAnEffect(Step step) {
        for (Step effect : script.steps()) {
            Sighting sent = found.get(effect.number());
            if (sent != null && effect.causes().contains(step.number())) {
                Long complete = complete(step.number(), effect);
                if (complete != null && sent.sentNanos() < complete) {
                    return true;
                }
            }
        }
        return false;
    }

    private Optional<Step> step(List<Step> among, Sighting s) {
        Optional<Role> from = parties.role(s.from());
        Optional<Role> to = parties.role(s.to());
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        return among.stream()
                .filter(step -> step.is(s.kind(), from.get(), to.get(), s.tunnelled()))
                .findFirst();
    }

    private @Nullable Long sent(int number) {
        Sighting s = found.get(number);
        return s == null ? null : (Long) (s.sentNanos() - startNanos);
    }

    private @Nullable Long arrived(int number) {
        Sighting s = found.get(number);
        return s == null ? null : sinceStart(s.arrivedNanos());
    }

    private Entry entry(Step step) {
        String note = notes.getOrDefault(step.number(), "");
        Sighting sighting = found.get(step.number());
        if (sighting != null) {
            String other = checkSpeech(step, sighting);
            return sighted(step, seen(step, sighting), other.isEmpty() ? note : other);
        }
        String why = whyUnread(step);
        if (!why.isEmpty()) {
            return new Entry(step, State.UNREAD, null, why, note);
        }
        problems.add(new Problem.Missing(step));
        return new Entry(step, State.MISSING, null, "", note);
    }

    private Entry sighted(Step step, Seen seen, String note) {
        if (seen.arrivedNanos() != null) {
            return new Entry(step, State.SEEN, seen, "", note);
        }
        List<Unrecorded> hiding = gaps.stream().filter(gap -> mayHide(step, gap)).toList();
        if (!hiding.isEmpty()) { // its arrival may be there
            String sent = "sent at " + Millis.of(seen.sentNanos());
            return new Entry(step, State.UNREAD, null, Unrecorded.words(hiding), sent);
        }
        problems.add(lost(step, seen));
        return new Entry(step, State.LOST, seen, "", note);
    }

    /// Why a step that was not seen may be there all the same; empty if it cannot.
    private String whyUnread(Step step) {
        List<String> reasons = new ArrayList<>();
        unread.stream()
                .filter(message -> mayHide(step, message))
                .findFirst()
                .map(message -> why(message.spoken()))
                .ifPresent(reasons::add);
        List<Unrecorded> hiding = gaps.stream().filter(gap -> mayHide(step, gap)).toList();
        if (!hiding.isEmpty()) {
            reasons.add(Unrecorded.words(hiding));
        }
        return String.join("; ", reasons);
    }

    private static String why(Spoken spoken) {
        return spoken instanceof Spoken.Unread u ? u.why() : spoken.label();
    }

    /// Whether `step` may be among frames that were not recorded: they went the same way, and
    /// before any effect of the step was seen. A gap also hides later steps, as bytes after it may
    /// not be understood.
    private boolean mayHide(Step step, Unrecorded gap) {
        return Network.ways(step).stream().anyMatch(gap.ways()::contains)
                && firstEffectNanos(step) > gap.fromNanos();
    }

    /// When the first direct or indirect effect of `step` was sent; the largest value if none was
    /// seen.
    private long firstEffectNanos(Step step) {
        long first = Long.MAX_VALUE;
        for (Step effect : script.steps()) {
            if (effect.causes().contains(step.number())) {
                Sighting seen = found.get(effect.number());
                long sent = seen == null ? firstEffectNanos(effect) : seen.sentNanos();
                first = Math.min(first, sent);
            }
        }
        return first;
    }

    private static Problem lost(Step step, Seen seen) {
        List<Sighting.Transmission> failed =
                seen.transmissions().stream().filter(t -> t.arrivedNanos() == null).toList();
        boolean allLost = failed.stream().allMatch(Sighting.Transmission::lost);
        return new Problem.Lost(step, failed.size(), allLost);
    }

    private Seen seen(Step step, Sighting sighting) {
        long begin = startNanos;
        int latest = 0;
        boolean known = true;
        for (int number : step.causes()) {
            Long complete = complete(number, step);
            known &= complete != null;
            if (complete != null && (latest == 0 || complete > begin)) {
                begin = complete;
                latest = number;
            }
        }
        if (sighting.sentNanos() < begin) {
            Step cause = script.step(latest);
            problems.add(new Problem.Early(step, cause, begin - sighting.sentNanos()));
        }
        return new Seen(
                sighting.sentNanos() - startNanos,
                sinceStart(sighting.arrivedNanos()),
                sighting.transmissions().stream().map(this::sinceStart).toList(),
                known ? latest : 0,
                known ? (Long) (sighting.sentNanos() - begin) : null,
                sighting.spoken(),
                sighting.frameBytes());
    }

    private Sighting.Transmission sinceStart(Sighting.Transmission t) {
        return new Sighting.Transmission(
                t.by(), t.sentNanos() - startNanos, t.lost(), sinceStart(t.arrivedNanos()));
    }

    private @Nullable Long sinceStart(@Nullable Long nanos) {
        return nanos == null ? null : (Long) (nanos - startNanos);
    }

    /// When a cause was complete at the sender of `step`; null if it was not seen or not complete.
    private @Nullable Long complete(int number, Step step) {
        Sighting cause = found.get(number);
        if (cause == null) {
            return null;
        }
        return script.step(number).from() == step.from()
                ? (Long) cause.sentNanos()
                : cause.arrivedNanos();
    }

    /// Returns a note if the step was spoken in another protocol than its own; empty if not.
    private String checkSpeech(Step step, Sighting s) {
        if (step.isSpokenOn(s.stream())) {
            return "";
        }
        problems.add(new Problem.OtherProtocol(step, s.spoken()));
        return ProblemWords.spokenOver(s.spoken());
    }

    /// Steps between the same two nodes share a connection, and so do those in the tunnel.
    private void checkConnections() {
        Map<String, Integer> first = new HashMap<>();
        found.forEach(
                (number, sighting) -> {
                    Step step = script.step(number);
                    boolean origin = step.from() == Role.ORIGIN || step.to() == Role.ORIGIN;
                    boolean client = step.from() == Role.CLIENT || step.to() == Role.CLIENT;
                    String leg = client + "-" + origin;
                    int other = first.merge(leg, number, (a, b) -> a);
                    Sighting before = found.get(other);
                    if (before != null && !before.connection().equals(sighting.connection())) {
                        problems.add(
                                new Problem.OtherConnection(
                                        step, sighting.connection(), other, before.connection()));
                    }
                });
    }

    /// Judges a message that counts as a step and was not assigned to one.
    private void judgeOther(Sighting s) {
        Optional<Step> again = step(script.steps(), s);
        Optional<Step> any = step(script.flow().steps(), s);
        long at = s.sentNanos() - startNanos;
        if (behindSealedTunnel(s, at) || besideGap(s, at)) {
            return;
        }
        strays.add(s);
        if (again.isPresent()) {
            problems.add(new Problem.SeenAgain(again.get(), at, s.spoken()));
        } else if (any.isPresent()) {
            String why = script.absent().getOrDefault(any.get().number(), "");
            problems.add(new Problem.CannotBe(any.get(), at, why));
        } else {
            problems.add(new Problem.NoStep(s, at, expected(s)));
        }
    }

    /// The step that `s` may stand for: one on its way, or else one of its kind.
    private Optional<Step> expected(Sighting s) {
        List<Step> open =
                script.steps().stream().filter(step -> !found.containsKey(step.number())).toList();
        return open.stream()
                .filter(step -> isAkin(step.kind(), s.kind()) && isOnItsWay(step, s))
                .findFirst()
                .or(() -> open.stream().filter(step -> step.kind() == s.kind()).findFirst());
    }

    private boolean isOnItsWay(Step step, Sighting s) {
        return step.tunnelled() == s.tunnelled() && goes(s, step.from(), step.to());
    }

    /// A CONNECT that is refused has an answer of another kind than one that is not.
    private static boolean isAkin(Kind a, Kind b) {
        return plain(a) == plain(b);
    }

    private static Kind plain(Kind kind) {
        return switch (kind) {
            case CONNECT -> Kind.REQUEST;
            case CONNECT_ESTABLISHED -> Kind.RESPONSE;
            default -> kind;
        };
    }

    /// If the client's side of a tunnel cannot be read, the origin's side still shows each
    /// tunnelled step on half of its way. That is a hint, not a sighting.
    private boolean behindSealedTunnel(Sighting s, long atNanos) {
        for (Step step : script.steps()) {
            if (step.tunnelled()
                    && step.kind() == s.kind()
                    && isHalf(step, Role.ORIGIN, s)
                    && !found.containsKey(step.number())
                    && !notes.containsKey(step.number())
                    && (isSealed(step) || isInGap(step))) {
                notes.put(
                        step.number(),
                        "seen between "
                                + s.from()
                                + " and "
                                + s.to()
                                + " at "
                                + Millis.of(atNanos));
                return true;
            }
        }
        return false;
    }

    private boolean isSealed(Step step) {
        return unread.stream().anyMatch(u -> isHalf(step, Role.CLIENT, u) && mayHide(step, u));
    }

    private boolean isInGap(Step step) {
        return gaps.stream().anyMatch(gap -> mayHide(step, gap));
    }

    /// A step of which some frames were not recorded may look like something else. That is a hint,
    /// not a sighting.
    private boolean besideGap(Sighting s, long atNanos) {
        for (Step step : script.steps()) {
            if (!found.containsKey(step.number())
                    && !notes.containsKey(step.number())
                    && isAkin(step.kind(), s.kind())
                    && isOnItsWay(step, s)
                    && isInGap(step)) {
                notes.put(step.number(), s.label() + " was seen at " + Millis.of(atNanos));
                return true;
            }
        }
        return false;
    }

    /// Whether `step` may be in `sealed`, a message that could not be read: it went the same way,
    /// it was sent after the step's causes, and the step's kind can be encrypted there.
    private boolean mayHide(Step step, Sighting sealed) {
        if (step.speech() == Speech.TCP
                || (step.kind() == Kind.CLIENT_HELLO && step.tunnelled() == sealed.tunnelled())) {
            return false;
        }
        for (int number : step.causes()) {
            Long complete = complete(number, step);
            if (complete != null && sealed.sentNanos() < complete) {
                return false;
            }
        }
        return step.tunnelled() == sealed.tunnelled()
                ? goes(sealed, step.from(), step.to())
                : step.tunnelled() && isHalf(step, Role.CLIENT, sealed);
    }

    /// Whether `s` goes as a tunnelled step does between the proxy and `end`.
    private boolean isHalf(Step step, Role end, Sighting s) {
        return step.from() == end ? goes(s, end, Role.PROXY) : goes(s, Role.PROXY, end);
    }

    private boolean goes(Sighting s, Role from, Role to) {
        return s.from().equals(parties.node(from)) && s.to().equals(parties.node(to));
    }
}
