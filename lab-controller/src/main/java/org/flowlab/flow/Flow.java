package org.flowlab.flow;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flowlab.flow.Sighting.Kind;

/// One way to fetch a URL: an entry of the [Catalogue].
///
/// @param id `spdy-proxy.https-http`
/// @param title the source's two headings in one: `SPDY Proxy: HTTPS URL via HTTP`
/// @param proxyTitle the source's name for the proxy; empty in a flow without a proxy
/// @param steps in the order of their numbers, with their causes in [Variant#SOURCE]
public record Flow(String id, String title, String proxyTitle, List<Step> steps) {
    public Flow {
        steps = List.copyOf(steps);
    }

    public boolean proxied() {
        return !proxyTitle.isEmpty();
    }

    /// Whether the client tunnels through the proxy.
    public boolean tunnelled() {
        return steps.stream().anyMatch(Step::tunnelled);
    }

    /// Whether the client speaks SPDY to the proxy.
    public boolean spdyToProxy() {
        return steps.stream().anyMatch(s -> s.to() == Role.PROXY && s.speech() == Step.Speech.SPDY);
    }

    /// Whether the client speaks SPDY to the origin, in a tunnel.
    public boolean spdyToOrigin() {
        return steps.stream().anyMatch(s -> s.tunnelled() && s.speech() == Step.Speech.SPDY);
    }

    /// Whether the URL is an `http:` one: the proxy makes the request, in the clear.
    public boolean plain() {
        return proxied() && !tunnelled();
    }

    /// The step numbered `number`.
    public Step step(int number) {
        return steps.get(number - 1);
    }

    /// The connections that may be open before the flow starts.
    public Set<Reuse> reuses() {
        return tunnelled() ? EnumSet.allOf(Reuse.class) : EnumSet.of(Reuse.COLD, Reuse.WARM_PROXY);
    }

    /// The number of the first step.
    ///
    /// @throws IllegalArgumentException if the flow has no such mode
    public int entry(Reuse reuse) {
        if (!reuses().contains(reuse)) {
            throw new IllegalArgumentException(
                    "flow " + id + " has no mode " + reuse.id() + ": it opens no tunnel");
        }
        return switch (reuse) {
            case COLD -> 1;
            case WARM_PROXY -> 9;
            case WARM_TUNNEL -> 19;
        };
    }

    /// The steps that occur under `variant`, and those that cannot.
    public Script script(Variant variant) {
        SortedMap<Integer, String> absent = absent(variant);
        List<Step> present = new ArrayList<>();
        for (Step step : steps) {
            if (!absent.containsKey(step.number())) {
                Set<Integer> causes = new TreeSet<>();
                addCauses(step, variant, absent, causes);
                if (tls(step, variant).retried()) {
                    addRetry(step, causes, present);
                }
                present.add(step.causedBy(causes));
            }
        }
        return new Script(this, variant, inOrder(present), absent);
    }

    private static Tls tls(Step step, Variant variant) {
        return step.tunnelled() ? variant.inner() : variant.outer();
    }

    /// Adds what stands between a Client Hello and its Server Hello if the server asks for another
    /// key share. These steps are numbered behind the flow's own: first those of the session that
    /// the client opens first.
    private void addRetry(Step step, Set<Integer> causes, List<Step> to) {
        int request = steps.size() + (step.tunnelled() ? 3 : 1);
        if (step.kind() == Kind.CLIENT_HELLO) {
            to.add(
                    retry(
                            step,
                            request,
                            Kind.HELLO_RETRY_REQUEST,
                            "Hello Retry Request",
                            step.to(),
                            step.from(),
                            step.number()));
            to.add(
                    retry(
                            step,
                            request + 1,
                            Kind.SECOND_CLIENT_HELLO,
                            "Client Hello (second)",
                            step.from(),
                            step.to(),
                            request));
        } else if (step.kind() == Kind.SERVER_HELLO) {
            causes.clear();
            causes.add(request + 1);
        }
    }

    private static Step retry(
            Step hello, int number, Kind kind, String name, Role from, Role to, int cause) {
        return new Step(
                number,
                name,
                List.of(),
                "",
                hello.phase(),
                from,
                to,
                hello.tunnelled(),
                kind,
                hello.speech(),
                Set.of(cause));
    }

    private SortedMap<Integer, String> absent(Variant variant) {
        SortedMap<Integer, String> absent = new TreeMap<>();
        int entry = entry(variant.reuse());
        for (Step step : steps) {
            Tls tls = tls(step, variant);
            if (step.number() < entry) {
                absent.put(step.number(), before(variant.reuse()));
            } else if (variant.warmOrigin()
                    && step.speech() == Step.Speech.TCP
                    && step.from() != Role.CLIENT
                    && step.to() != Role.CLIENT) {
                absent.put(step.number(), "the proxy reuses its connection to the origin");
            } else if (step.kind() == Kind.CLIENT_KEY_EXCHANGE && !tls.exchangesKey()) {
                absent.put(
                        step.number(),
                        tls.version() == Tls.Version.TLS_1_3
                                ? "in TLS 1.3 the key share rides in the hellos"
                                : "a resumed session exchanges no key");
            }
        }
        return absent;
    }

    private String before(Reuse reuse) {
        if (reuse == Reuse.WARM_TUNNEL) {
            return "a tunnel to the origin is open";
        }
        return "a connection to the " + (proxied() ? "proxy" : "origin") + " is open";
    }

    /// Adds the causes of `step`. A cause that is absent is replaced by its own causes.
    private void addCauses(
            Step step, Variant variant, Map<Integer, String> absent, Set<Integer> causes) {
        for (int cause : causes(step, variant)) {
            if (absent.containsKey(cause)) {
                addCauses(step(cause), variant, absent, causes);
            } else {
                causes.add(cause);
            }
        }
    }

    /// The causes under `variant`. If no key is exchanged, the server finishes first: its Finished
    /// is sent with its Server Hello, the client's Finished answers it, and the client's next
    /// message follows its own Finished.
    private Set<Integer> causes(Step step, Variant variant) {
        Tls tls = tls(step, variant);
        int n = step.number();
        boolean afterHandshake = n > 1 && step(n - 1).kind() == Kind.SERVER_FINISHED;
        if (tls.exchangesKey() || !(afterHandshake || isFinished(step))) {
            return step.causes();
        }
        return switch (step.kind()) {
            case SERVER_FINISHED -> Set.of(n - 3);
            case CLIENT_FINISHED -> Set.of(n + 1);
            default -> Set.of(n - 1, n - 2);
        };
    }

    private static boolean isFinished(Step step) {
        return step.kind() == Kind.SERVER_FINISHED || step.kind() == Kind.CLIENT_FINISHED;
    }

    /// Sorts steps by number, but each after its causes.
    private static List<Step> inOrder(List<Step> steps) {
        List<Step> waiting = new ArrayList<>(steps);
        List<Step> ordered = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Step next =
                    waiting.stream()
                            .filter(
                                    s ->
                                            waiting.stream()
                                                    .noneMatch(
                                                            w -> s.causes().contains(w.number())))
                            .findFirst()
                            .orElseThrow();
            ordered.add(next);
            waiting.remove(next);
        }
        return ordered;
    }
}
