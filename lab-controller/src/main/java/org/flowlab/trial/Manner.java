package org.flowlab.trial;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flowlab.flow.Flow;
import org.flowlab.flow.Reuse;
import org.flowlab.flow.Tls;
import org.flowlab.flow.Variant;
import org.flowlab.node.spec.Route;
import org.flowlab.node.spec.Route.KeyExchange;
import org.flowlab.node.spec.Route.Negotiation;
import org.flowlab.node.spec.Route.TlsChoice;
import org.flowlab.node.spec.Route.Version;
import org.flowlab.yaml.InputException;
import org.flowlab.yaml.Names;

/// The conditions under which the client runs its flows.
///
/// @param warmOrigin whether the proxy has an open connection to the origin when a flow starts
public record Manner(
        Reuse reuse,
        boolean warmOrigin,
        Version tls,
        KeyExchange keyExchange,
        Negotiation negotiation,
        boolean resumed) {

    /// The factors of a manner, with their values; the first value is the default.
    public static final Map<String, List<String>> FACTORS =
            Map.of(
                    "reuse", List.of("cold", "warm-proxy", "warm-tunnel", "warm-origin"),
                    "tls", List.of("1.2", "1.3"),
                    "key-exchange", List.of("rsa", "ecdhe"),
                    "negotiation", List.of("npn", "alpn"),
                    "resumption", List.of("full", "resumed"));

    /// For output: that the default of [#forPrograms] was taken.
    public static final String PROGRAMS_DEFAULT =
            "key exchange: ECDHE, the default where the proxy or the origin is a program of yours"
                    + " (kind: host)";

    private static final String KEY_EXCHANGE = "key-exchange";
    private static final String SPDY = "spdy/3.1";
    private static final String HTTP = "http/1.1";

    /// The manner that the source describes: no connection is open, TLS 1.2, RSA key exchange, NPN,
    /// full handshakes.
    public static Manner source() {
        return of(Map.of());
    }

    /// A manner with the given values. TLS 1.3 implies ECDHE and ALPN.
    ///
    /// @param factors values by factor; a missing one has its default
    /// @throws IllegalArgumentException if the values exclude each other
    public static Manner of(Map<String, String> factors) {
        boolean newer = factors.getOrDefault("tls", "1.2").equals("1.3");
        String exchange = factors.getOrDefault("key-exchange", newer ? "ecdhe" : "rsa");
        String negotiation = factors.getOrDefault("negotiation", newer ? "alpn" : "npn");
        if (newer && exchange.equals("rsa")) {
            throw new IllegalArgumentException(
                    "tls 1.3 has no key-exchange rsa: leave it out, or write ecdhe");
        }
        if (newer && negotiation.equals("npn")) {
            throw new IllegalArgumentException(
                    "tls 1.3 has no negotiation by npn: leave it out, or write alpn");
        }
        String reuse = factors.getOrDefault("reuse", "cold");
        boolean warmOrigin = reuse.equals("warm-origin");
        return new Manner(
                warmOrigin ? Reuse.COLD : Reuse.find(reuse).orElseThrow(),
                warmOrigin,
                newer ? Version.TLS_1_3 : Version.TLS_1_2,
                exchange.equals("rsa") ? KeyExchange.RSA : KeyExchange.ECDHE,
                negotiation.equals("npn") ? Negotiation.NPN : Negotiation.ALPN,
                factors.getOrDefault("resumption", "full").equals("resumed"));
    }

    /// A manner in which `flow` can be run.
    ///
    /// @param programs whether the proxy or the origin is a user's program
    /// @throws InputException if a factor or a value is not known, values exclude each other, or
    ///   the flow cannot be run with them
    public static Manner of(Flow flow, Map<String, String> factors, boolean programs) {
        factors.forEach(Manner::check);
        try {
            Manner manner = of(programs ? forPrograms(factors) : factors);
            Optional<String> obstacle = manner.obstacle(flow);
            if (obstacle.isPresent()) {
                throw new InputException(
                        "flow "
                                + flow.id()
                                + " cannot be run with these options: "
                                + obstacle.get());
            }
            return manner;
        } catch (IllegalArgumentException e) {
            throw new InputException(String.valueOf(e.getMessage()));
        }
    }

    private static void check(String factor, String value) {
        List<String> allowed = FACTORS.get(factor);
        if (allowed == null) {
            throw new InputException(
                    "\"" + factor + "\" is not known" + Names.hint(factor, FACTORS.keySet()));
        }
        if (!allowed.contains(value)) {
            throw new InputException(
                    factor + ": \"" + value + "\" is not known" + Names.hint(value, allowed));
        }
    }

    /// The same factors for a flow whose proxy or origin is a user's program: ECDHE unless they say
    /// otherwise, since today's servers take no RSA key exchange. NPN stays possible.
    public static Map<String, String> forPrograms(Map<String, String> factors) {
        if (factors.containsKey(KEY_EXCHANGE) || factors.getOrDefault("tls", "1.2").equals("1.3")) {
            return factors;
        }
        Map<String, String> modern = new LinkedHashMap<>(factors);
        modern.put(KEY_EXCHANGE, "ecdhe");
        return modern;
    }

    /// The values of the factor called `name`; the first is the default.
    public static List<String> values(String name) {
        return FACTORS.getOrDefault(name, List.of());
    }

    /// The value of the factor `reuse`.
    public String reuseId() {
        return warmOrigin ? "warm-origin" : reuse.id();
    }

    /// The value of the factor `tls`.
    public String tlsId() {
        return tls == Version.TLS_1_3 ? "1.3" : "1.2";
    }

    /// `TLS 1.2, RSA, NPN`
    @Override
    public String toString() {
        List<String> words =
                new ArrayList<>(List.of("TLS " + tlsId(), keyExchange.name(), negotiation.name()));
        if (resumed) {
            words.add("resumed");
        }
        if (!reuseId().equals("cold")) {
            words.add(reuseId());
        }
        return String.join(", ", words);
    }

    public Variant variant() {
        Tls session =
                new Tls(
                        tls == Version.TLS_1_3 ? Tls.Version.TLS_1_3 : Tls.Version.TLS_1_2,
                        resumed);
        Variant variant = Variant.of(reuse, session);
        return warmOrigin ? variant.withWarmOrigin() : variant;
    }

    /// Why `flow` cannot be run in this manner; empty if it can.
    public Optional<String> obstacle(Flow flow) {
        if (warmOrigin && (!flow.proxied() || flow.tunnelled())) {
            return Optional.of(
                    "warm-origin is for flows in which the proxy makes the request: *.http");
        }
        if (!flow.reuses().contains(reuse)) {
            return Optional.of(reuse.id() + " needs a flow that opens a tunnel: *.https-*");
        }
        return Optional.empty();
    }

    /// @param proxy `host:port`, empty for none
    Route route(Flow flow, String proxy) {
        return new Route(
                proxy.isEmpty() ? null : proxy,
                offers(flow.spdyToProxy()),
                offers(flow.spdyToOrigin()),
                new TlsChoice(tls, keyExchange, negotiation, resumed));
    }

    private static List<String> offers(boolean spdy) {
        return spdy ? List.of(SPDY, HTTP) : List.of(HTTP);
    }
}
