package org.flowlab.node.spec;

/// A message from a node to its controller.
public sealed interface Event {
    /// The node is ready: a server listens, a client takes commands. A port is 0 if the role has
    /// none.
    record Ready(int plainPort, int tlsPort) implements Event {}

    /// A line in the NSS key log format, without its line end.
    record KeyLog(String line) implements Event {}

    record Opened(long id) implements Event {}

    /// @param proxyProtocol the protocol spoken to the proxy; empty if there is no proxy
    /// @param protocol the protocol spoken to the origin as the client sees it: `http/1.1` or
    ///   `spdy/3.1`
    record Fetched(long id, int status, long bodyBytes, String proxyProtocol, String protocol)
            implements Event {}

    /// A command that failed, or the start of the node if `id` is 0.
    record Failed(long id, String reason) implements Event {}

    record Done(long id) implements Event {}

    /// A remark for people; programs do not need it.
    record Note(String text) implements Event {}
}
