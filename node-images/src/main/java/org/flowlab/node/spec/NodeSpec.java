package org.flowlab.node.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The settings with which a node starts.
///
/// @param name the node's name in the topology
/// @param protocols application protocols that the node offers on its TLS port, best first:
///   `spdy/3.1`, `http/1.1`
/// @param address the dotted IPv4 address that the node listens on; `0.0.0.0` for all
/// @param plainPort port for http, 0 if the role has none (origin: 80)
/// @param tlsPort port for TLS, 0 if the role has none (origin, proxy: 443)
/// @param hosts the names of the lab's nodes and their dotted IPv4 addresses; the node connects to
///   no other host
/// @param reuseOrigin whether a proxy keeps and reuses connections to origins
/// @param limits the node's limits; null for the defaults
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

    /// A node's certificates and private keys as PEM text. A client has `trusted` only. A server
    /// has an RSA pair and an EC pair, so that RSA and ECDHE key exchange work.
    ///
    /// @param trusted the lab's CA certificate
    public record Credentials(
            String trusted,
            @Nullable String rsaChain,
            @Nullable String rsaKey,
            @Nullable String ecChain,
            @Nullable String ecKey) {}

    /// A node's limits on time, bytes and numbers.
    ///
    /// @param connectMillis how long a client or a proxy waits for a TCP connection; after that a
    ///   proxy answers 504
    /// @param handshakeMillis how long a TLS handshake may take, on either side
    /// @param answerMillis how long a client waits for the next bytes of an answer, also of the
    ///   answer to a CONNECT
    /// @param idleMillis how long a server keeps a connection without traffic, and how long a proxy
    ///   waits for the next bytes of an answer
    /// @param headerBytes the largest head of a request or response; for SPDY also the largest sum
    ///   of a stream's later HEADERS
    /// @param streams the most streams that are open at once in a SPDY session
    /// @param connections the most connections that a server keeps open at once; a proxy can have
    ///   the same number of connections to origins in addition
    /// @param bufferBytes the most bytes that a relay holds for a slow reader, in each direction
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

    /// The limits of the specification, or the defaults if it has none.
    public Limits limitsOrDefault() {
        return limits == null ? Limits.DEFAULT : limits;
    }
}
