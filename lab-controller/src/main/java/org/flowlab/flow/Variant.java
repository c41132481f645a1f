package org.flowlab.flow;

/// The conditions of a run that decide which of its flow's steps occur, and in which order.
///
/// @param warmOrigin whether the proxy has a connection to the origin and uses it
/// @param outer the client's session with the proxy; with the origin in a flow without a proxy
/// @param inner the client's session with the origin in the tunnel
public record Variant(Reuse reuse, boolean warmOrigin, Tls outer, Tls inner) {
    /// The variant that the source describes: no connection is open, TLS 1.2, full handshakes.
    public static final Variant SOURCE = of(Reuse.COLD, Tls.FULL_1_2);

    public static Variant of(Reuse reuse, Tls tls) {
        return new Variant(reuse, false, tls, tls);
    }

    public Variant withWarmOrigin() {
        return new Variant(reuse, true, outer, inner);
    }
}
