package org.flowlab.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.flowlab.flow.Network.Hop;
import org.flowlab.flow.Sighting.Kind;
import org.flowlab.flow.Sighting.Transmission;

/// Runs as a perfect lab would see them: every step is sent a fixed time after its causes are
/// complete.
public final class Simulated {
    public static final Parties PARTIES = new Parties("client", "proxy", "origin");

    public static final Spoken NO_KEY = new Spoken.Sealed(40, "the key is not known");

    /// The clock at the start of every run.
    public static final long START = 7_000_000_000L;

    private Simulated() {}

    /// 20 ms between client and proxy, 10 ms between proxy and origin, 30 ms between client and
    /// origin; each one way.
    public static Network network() {
        return both(
                both(
                        both(Network.empty(), Role.CLIENT, Role.PROXY, 20),
                        Role.PROXY,
                        Role.ORIGIN,
                        10),
                Role.CLIENT,
                Role.ORIGIN,
                30);
    }

    static Network both(Network network, Role a, Role b, long millis) {
        List<Hop> hops = List.of(new Hop(Duration.ofMillis(millis), null, false));
        return network.with(a, b, hops).with(b, a, hops);
    }

    public static Parties parties(Flow flow) {
        return flow.proxied() ? PARTIES : new Parties("client", null, "origin");
    }

    /// @param hostNanos what each node takes before it sends an answer
    public static List<Sighting> sightings(
            Flow flow, Variant variant, Network network, long hostNanos) {
        Map<Integer, Sighting> all = new HashMap<>();
        List<Sighting> inOrder = new ArrayList<>();
        for (Step step : flow.script(variant).steps()) {
            long sent = START;
            for (int number : step.causes()) {
                Sighting cause = all.get(number);
                boolean own = flow.step(number).from() == step.from();
                sent = Math.max(sent, own ? cause.sentNanos() : cause.arrivedNanos() + hostNanos);
            }
            Sighting sighting =
                    sighting(flow, step, sent, sent + Theory.nanos(network.path(step), List.of()));
            all.put(step.number(), sighting);
            inOrder.add(sighting);
        }
        return inOrder;
    }

    static Sighting sighting(Flow flow, Step step, long sent, long arrived) {
        Parties parties = parties(flow);
        String a = parties.node(step.from());
        return new Sighting(
                step.kind(),
                a,
                parties.node(step.to()),
                connection(step),
                step.tunnelled(),
                spoken(flow, step),
                sent,
                arrived,
                List.of(new Transmission(a, sent, false)),
                List.of());
    }

    /// What the source says.
    private static Spoken spoken(Flow flow, Step step) {
        boolean answer = step.kind() == Kind.RESPONSE || step.kind() == Kind.CONNECT_ESTABLISHED;
        String words =
                flow.step(step.number()).details().stream()
                        .collect(Collectors.joining(", ", step.name() + ", ", ""));
        return switch (step.speech()) {
            case TCP, TLS -> new Spoken.Handshake(step.kind());
            case HTTP1 -> answer ? response(step.name()) : request(step.name());
            case SPDY ->
                    answer
                            ? new Spoken.SpdyResponse(1, 200, field(words, "status = 200"))
                            : new Spoken.SpdyRequest(
                                    1,
                                    field(words, "method ="),
                                    field(words, "url ="),
                                    field(words, "host ="));
        };
    }

    private static String field(String words, String name) {
        return Arrays.stream(words.split(", ", -1))
                .filter(w -> w.startsWith(name))
                .map(w -> w.substring(name.length()).strip())
                .findFirst()
                .orElse("");
    }

    /// @param line without a version it is of HTTP/1.1
    public static Spoken request(String line) {
        String[] words = line.split(" ", -1);
        return new Spoken.HttpRequest(words[0], words[1], "HTTP/1.1");
    }

    public static Spoken response(String line) {
        String[] words = line.split(" ", 3);
        String reason = words.length == 3 ? words[2] : "";
        return new Spoken.HttpResponse(words[0], Integer.parseInt(words[1]), reason);
    }

    private static String connection(Step step) {
        boolean origin = step.from() == Role.ORIGIN || step.to() == Role.ORIGIN;
        return step.tunnelled() ? "tunnel 5eed" : origin ? "to origin" : "to proxy";
    }

    /// The list with the sighting of step `number` of `flow` replaced.
    public static List<Sighting> replace(
            List<Sighting> sightings, Step step, UnaryOperator<Sighting> by) {
        return sightings.stream().map(s -> is(step, s) ? by.apply(s) : s).toList();
    }

    static List<Sighting> without(List<Sighting> sightings, Step step) {
        return sightings.stream().filter(s -> !is(step, s)).toList();
    }

    static Sighting find(List<Sighting> sightings, Step step) {
        return sightings.stream().filter(s -> is(step, s)).findFirst().orElseThrow();
    }

    private static boolean is(Step step, Sighting s) {
        return step.is(
                s.kind(),
                PARTIES.role(s.from()).orElseThrow(),
                PARTIES.role(s.to()).orElseThrow(),
                s.tunnelled());
    }

    /// The same message `nanos` later.
    public static Sighting later(Sighting s, long nanos) {
        return changed(
                s,
                s.sentNanos() + nanos,
                s.arrivedNanos() + nanos,
                s.transmissions().stream().map(t -> later(t, nanos)).toList(),
                s.frameBytes());
    }

    private static Transmission later(Transmission t, long nanos) {
        Long arrived = t.arrivedNanos();
        return new Transmission(
                t.by(),
                t.sentNanos() + nanos,
                t.lost(),
                arrived == null ? null : (Long) (arrived + nanos));
    }

    /// The same message, lost `times` times, every time sent again `timeout` later.
    public static Sighting lost(Sighting s, int times, long timeout) {
        List<Transmission> transmissions = new ArrayList<>();
        for (int i = 0; i <= times; i++) {
            transmissions.add(new Transmission(s.from(), s.sentNanos() + i * timeout, i < times));
        }
        long arrived = s.arrivedNanos() + times * timeout;
        return changed(s, s.sentNanos(), arrived, transmissions, s.frameBytes());
    }

    /// The same message, lost `times` times and not sent again.
    public static Sighting lostForGood(Sighting s, int times, long timeout) {
        List<Transmission> transmissions = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            transmissions.add(new Transmission(s.from(), s.sentNanos() + i * timeout, true));
        }
        return changed(s, s.sentNanos(), null, transmissions, s.frameBytes());
    }

    /// The same message in other words, in frames that are not known.
    public static Sighting said(Sighting s, Spoken spoken) {
        return new Sighting(
                s.kind(),
                s.from(),
                s.to(),
                s.connection(),
                s.tunnelled(),
                spoken,
                s.sentNanos(),
                s.arrivedNanos(),
                s.transmissions(),
                List.of());
    }

    /// The same message in one frame.
    static Sighting of(Sighting s, int bytes) {
        return changed(s, s.sentNanos(), s.arrivedNanos(), s.transmissions(), List.of(bytes));
    }

    private static Sighting changed(
            Sighting s,
            long sentNanos,
            @org.jspecify.annotations.Nullable Long arrivedNanos,
            List<Transmission> transmissions,
            List<Integer> frameBytes) {
        return new Sighting(
                s.kind(),
                s.from(),
                s.to(),
                s.connection(),
                s.tunnelled(),
                s.spoken(),
                sentNanos,
                arrivedNanos,
                transmissions,
                frameBytes);
    }

    static Sighting between(
            Sighting s, Kind kind, String from, String to, String connection, boolean tunnelled) {
        return new Sighting(
                kind,
                from,
                to,
                connection,
                tunnelled,
                kind == Kind.UNREAD ? NO_KEY : s.spoken(),
                s.sentNanos(),
                s.arrivedNanos(),
                s.transmissions(),
                s.frameBytes());
    }
}
