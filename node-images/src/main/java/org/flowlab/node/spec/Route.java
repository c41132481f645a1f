package org.flowlab.node.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client's way to an origin. A connection is reused only for requests with the same route.
///
/// @param proxy `host:port` of an HTTPS proxy, null if there is none
/// @param proxyOffers protocols that the client offers the proxy by NPN or ALPN; if empty, it sends
///   no such extension
/// @param originOffers protocols that the client offers the origin, in the same way
public record Route(
        @Nullable String proxy,
        List<String> proxyOffers,
        List<String> originOffers,
        TlsChoice tls) {

    public Route {
        proxyOffers = List.copyOf(proxyOffers);
        originOffers = List.copyOf(originOffers);
    }

    /// The client's offer in a TLS handshake; it is the same for the proxy and the origin.
    ///
    /// @param resume whether the client offers a session of an earlier connection; if not, every
    ///   handshake is full
    public record TlsChoice(
            Version version, KeyExchange keyExchange, Negotiation negotiation, boolean resume) {
        public static final TlsChoice DEFAULT =
                new TlsChoice(Version.TLS_1_2, KeyExchange.RSA, Negotiation.NPN, false);
    }

    public enum Version {
        TLS_1_2,
        TLS_1_3
    }

    /// The key exchange of a handshake. TLS 1.3 has ECDHE only.
    public enum KeyExchange {
        RSA,
        ECDHE
    }

    /// The extension that negotiates the application protocol. TLS 1.3 has ALPN only.
    public enum Negotiation {
        NPN,
        ALPN
    }
}
