package org.flowlab.node.spec;

/// A message from the controller to a node. The node answers each command with one [Event] that has
/// the same id.
public sealed interface Command {
    long id();

    /// A client opens the connections along `route` to the host of `url`, as far as `depth`, and
    /// keeps them open. The answer is [Event.Opened].
    record Open(long id, Route route, String url, Depth depth) implements Command {}

    /// A client sends a GET for `url`, over an open connection if one has the same route. The
    /// answer is [Event.Fetched].
    record Fetch(long id, Route route, String url) implements Command {}

    /// A node closes connections. The answer is [Event.Done].
    ///
    /// - A client closes every connection with FIN, but keeps the TLS sessions. It answers when the
    ///   last connection is closed.
    /// - A proxy closes its idle connections to origins.
    /// - An origin closes every connection, so that a proxy can keep none.
    record CloseAll(long id) implements Command {}

    /// A client forgets its TLS sessions. The answer is [Event.Done].
    record Forget(long id) implements Command {}

    /// A node does nothing. The answer is [Event.Done], after everything that the node said before:
    /// when it arrives, so have the TLS secrets of all frames that the node sent or read earlier.
    record Barrier(long id) implements Command {}

    /// A node closes everything and stops. The answer is [Event.Done].
    record Stop(long id) implements Command {}

    /// How far [Open] goes.
    enum Depth {
        /// The TLS connection to the proxy, or to the origin if there is no proxy.
        PROXY,
        /// In addition the tunnel through the proxy, and the TLS connection to the origin inside
        /// it.
        TUNNEL
    }
}
