package org.flowlab.node.spec;

/// What a node tells its controller.
public sealed interface Event {
    /// The node listens (client: can be commanded). Ports are 0 where the role has none.
    record Ready(int plainPort, int tlsPort) implements Event {}

    /// A line in the NSS key log format, without its line end.
    record KeyLog(String line) implements Event {}

    record Opened(long id) implements Event {}

    /// @param proxyProtocol what is spoken to the proxy, empty where there is none
    /// @param protocol what is spoken to the origin, as far as the client can see: `http/1.1` or
    ///   `spdy/3.1`
    record Fetched(long id, int status, long bodyBytes, String proxyProtocol, String protocol)
            implements Event {}

    record Failed(long id, String reason) implements Event {}

    record Done(long id) implements Event {}

    /// Something that a person may want to know; never needed by a program.
    record Note(String text) implements Event {}
}
