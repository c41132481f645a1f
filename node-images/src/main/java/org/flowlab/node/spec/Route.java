package org.flowlab.node.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a client reaches an origin. A connection is reused only for requests with the same route.
///
/// @param proxy `host:port` of an HTTPS proxy, null for none
/// @param proxyOffers protocols that the client offers the proxy by NPN or ALPN; empty: no such
///   extension
/// @param originOffers the same towards the origin
public record Route(
        @Nullable String proxy,
        List<String> proxyOffers,
        List<String> originOffers,
        TlsChoice tls) {

    public Route {
        proxyOffers = List.copyOf(proxyOffers);
        originOffers = List.copyOf(originOffers);
    }

    /// The TLS handshake that the client offers, to the proxy and to the origin alike.
    ///
    /// @param resume offer a session of an earlier connection; without it every handshake is full
    public record TlsChoice(
            Version version, KeyExchange keyExchange, Negotiation negotiation, boolean resume) {
        public static final TlsChoice DEFAULT =
                new TlsChoice(Version.TLS_1_2, KeyExchange.RSA, Negotiation.NPN, false);
    }

    public enum Version {
        TLS_1_2,
        TLS_1_3
    }

    /// TLS 1.3 has ECDHE only.
    public enum KeyExchange {
        RSA,
        ECDHE
    }

    /// TLS 1.3 has ALPN only.
    public enum Negotiation {
        NPN,
        ALPN
    }
}
