package org.flowlab.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.flow.Flow;
import org.flowlab.trial.Manner;
import org.flowlab.yaml.InputException;
import org.flowlab.yaml.Names;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that vary how a flow is run.
final class MannerOptions {
    @Option(names = "--tls", paramLabel = "VERSION", description = "1.2 (default) or 1.3.")
    private @Nullable String tls;

    @Option(
            names = "--reuse",
            paramLabel = "MODE",
            description =
                    "Which connection is open: cold (default: none), warm-proxy (to the proxy; for the flow"
                            + " direct, to the origin), warm-tunnel, or warm-origin (the proxy's).")
    private @Nullable String reuse;

    @Option(
            names = "--key-exchange",
            paramLabel = "KIND",
            description =
                    "In TLS 1.2: rsa (default) or ecdhe (default if the proxy or the origin is a"
                            + " host); 1.3 has ecdhe.")
    private @Nullable String keyExchange;

    @Option(
            names = "--negotiation",
            paramLabel = "KIND",
            description = "In TLS 1.2: npn (default) or alpn; 1.3 has alpn.")
    private @Nullable String negotiation;

    @Option(names = "--resumption", paramLabel = "KIND", description = "full (default) or resumed.")
    private @Nullable String resumption;

    /// @throws InputException if the values exclude each other, or `flow` cannot be run with them
    Manner manner(Flow flow) {
        return manner(flow, false);
    }

    /// @param programs whether the proxy or the origin is a user's program
    /// @throws InputException if the values exclude each other, or `flow` cannot be run with them
    Manner manner(Flow flow, boolean programs) {
        return Manner.of(flow, factors(), programs);
    }

    /// Checks the options before anything is read or run.
    ///
    /// @throws InputException if the values exclude each other, or `flow` cannot be run with them
    void check(Flow flow) {
        Manner _ = manner(flow);
    }

    /// Whether the key exchange of users' programs was left to its default.
    boolean hasProgramsDefault(boolean programs) {
        return programs && !Manner.forPrograms(factors()).equals(factors());
    }

    /// @throws InputException if any was given, as there is no flow that it could apply to
    void refuse() {
        Map<String, String> factors = factors();
        if (!factors.isEmpty()) {
            throw new InputException(
                    "--"
                            + factors.keySet().iterator().next()
                            + " applies to one flow; name it, as in ./lab flows https-proxy.http");
        }
    }

    /// The values that were given, by the factors' names.
    Map<String, String> factors() {
        Map<String, String> factors = new LinkedHashMap<>();
        put(factors, "tls", tls);
        put(factors, "reuse", reuse);
        put(factors, "key-exchange", keyExchange);
        put(factors, "negotiation", negotiation);
        put(factors, "resumption", resumption);
        return factors;
    }

    private static void put(Map<String, String> factors, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        List<String> allowed = Manner.values(name);
        if (!allowed.contains(value)) {
            throw new InputException(
                    "--" + name + ": \"" + value + "\" is not known" + Names.hint(value, allowed));
        }
        factors.put(name, value);
    }
}
