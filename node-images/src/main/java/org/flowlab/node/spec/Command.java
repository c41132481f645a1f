package org.flowlab.node.spec;

/// What a controller tells a node. Each is answered by one [Event] with the same id.
public sealed interface Command {
    long id();

    /// Client: open what `depth` names along `route` to the host of `url` and keep it; answered by
    /// [Event.Opened].
    record Open(long id, Route route, String url, Depth depth) implements Command {}

    /// Client: GET `url`, over what is open where the route agrees; answered by [Event.Fetched].
    record Fetch(long id, Route route, String url) implements Command {}

    /// Client: close every connection in good order, sessions offered for resumption stay; answered
    /// by [Event.Done] when the last one is closed. Proxy: close the idle connections to origins
    /// that it keeps. Origin: close every connection, so that a proxy keeps none. Answered by
    /// [Event.Done].
    record CloseAll(long id) implements Command {}

    /// Client: forget TLS sessions; answered by [Event.Done].
    record Forget(long id) implements Command {}

    /// Any role: close everything and end; answered by [Event.Done].
    record Stop(long id) implements Command {}

    enum Depth {
        /// The TLS connection to the proxy, or to the origin where there is no proxy.
        PROXY,
        /// Also the tunnel through the proxy and the TLS connection to the origin within it.
        TUNNEL
    }
}
