package org.flowlab.node.spec;

/// A message from a controller to a node. Each is answered by one [Event] with the same id.
public sealed interface Command {
    long id();

    /// Client: open what `depth` names along `route` to the host of `url` and keep it; answered by
    /// [Event.Opened].
    record Open(long id, Route route, String url, Depth depth) implements Command {}

    /// Client: GET `url`, over an open connection if its route is the same; answered by
    /// [Event.Fetched].
    record Fetch(long id, Route route, String url) implements Command {}

    /// Client: close every connection in good order, but keep the TLS sessions; answered by
    /// [Event.Done] when the last one is closed. Proxy: close the idle connections to origins that
    /// it keeps. Origin: close every connection, so that a proxy keeps none. Answered by
    /// [Event.Done].
    record CloseAll(long id) implements Command {}

    /// Client: forget TLS sessions; answered by [Event.Done].
    record Forget(long id) implements Command {}

    /// Any role: close everything and stop; answered by [Event.Done].
    record Stop(long id) implements Command {}

    enum Depth {
        /// The TLS connection to the proxy, or to the origin if there is no proxy.
        PROXY,
        /// Also the tunnel through the proxy and the TLS connection to the origin within it.
        TUNNEL
    }
}
