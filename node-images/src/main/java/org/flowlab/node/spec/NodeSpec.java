package org.flowlab.node.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The settings with which a node starts.
///
/// @param name the node's name in the topology
/// @param protocols what it offers on TLS ports, best first: `spdy/3.1`, `http/1.1`
/// @param address the dotted IPv4 address that it listens on; `0.0.0.0` for all
/// @param plainPort port for http, 0 if the role has none (origin: 80)
/// @param tlsPort port for TLS, 0 if the role has none (origin, proxy: 443)
/// @param hosts names of the lab's nodes and their dotted IPv4 addresses; a node connects to no
///   other
/// @param reuseOrigin whether a proxy keeps and reuses connections to origins
/// @param limits null for the defaults
public record NodeSpec(
        String name,
        Role role,
        List<String> protocols,
        String address,
        int plainPort,
        int tlsPort,
        Credentials credentials,
        Map<String, String> hosts,
        boolean reuseOrigin,
        @Nullable Limits limits) {

    public NodeSpec {
        protocols = List.copyOf(protocols);
        hosts = Map.copyOf(hosts);
    }

    public enum Role {
        CLIENT,
        PROXY,
        ORIGIN
    }

    /// PEM texts. A client has `trusted` only; servers have both pairs, so that either kind of key
    /// exchange works.
    ///
    /// @param trusted the lab's CA certificate
    public record Credentials(
            String trusted,
            @Nullable String rsaChain,
            @Nullable String rsaKey,
            @Nullable String ecChain,
            @Nullable String ecKey) {}

    /// @param connectMillis how long a client waits for its peer to accept, and a proxy for an
    ///   origin before it answers 504
    /// @param handshakeMillis how long a TLS handshake may take, on either side
    /// @param answerMillis how long a client waits for more of an answer, to a CONNECT too
    /// @param idleMillis how long a server keeps a connection on which nothing happens, and how
    ///   long a proxy waits for more of an answer
    /// @param headerBytes the most that a request's or response's head may hold, and the later
    ///   HEADERS of a SPDY stream together
    /// @param streams the most streams open at once in a SPDY session
    /// @param connections the most connections that a server keeps open at once; a proxy has as
    ///   many again to origins
    /// @param bufferBytes the most that a relay holds for a slow reader, per direction of a tunnel
    public record Limits(
            int connectMillis,
            int handshakeMillis,
            int answerMillis,
            int idleMillis,
            int headerBytes,
            int streams,
            int connections,
            int bufferBytes) {
        public static final Limits DEFAULT =
                new Limits(10_000, 15_000, 30_000, 60_000, 16_384, 100, 1_000, 262_144);
    }

    /// The limits in force.
    public Limits limitsOrDefault() {
        return limits == null ? Limits.DEFAULT : limits;
    }
}
