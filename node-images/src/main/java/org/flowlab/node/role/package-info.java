/// The three roles: client, proxy, origin. Uses tls, http1, spdy and spec; entry type Nodes.
///
/// A node has one thread, the thread of its [event loop][org.flowlab.node.role.NodeLoop]. Its
/// sockets, sessions, streams, pools and timers are used on this thread only, so they need no lock.
/// Other threads may call [Node#command] and [Node#close], which pass the work to the loop. Events
/// are sent on the loop's thread, so their receiver must not block.
///
/// The pipelines, from the socket inwards:
///
/// ```
/// proxy   Farewell  TLS  HttpServerCodec ConnectSplit Gate ClientEnd    HTTP/1.1
///                        SpdyFrameCodec SpdySessionHandler              SPDY/3.1, and per stream:
///                           StreamRequest Gate ClientEnd
///         a tunnel: TunnelEnd in ClientEnd's place, and one on the connection to the origin
///         a request: HttpClientCodec Upstream on the connection to the origin
/// origin  Farewell [TLS] HttpServerCodec Gate OriginHandler
///                        or, per SPDY stream: StreamRequest OriginHandler
/// client  Farewell [TLS] HttpClientCodec ResponseHandler
///                        or, per SPDY stream: StreamResponse ResponseHandler
/// ```
///
/// In the proxy, a ClientEnd takes requests in order and makes an Exchange of each. The Exchange
/// takes a connection to the origin from the OriginPool, or opens a new one. Its Relay passes the
/// request to the connection's Upstream, and the response back to the ClientEnd.
@NullMarked
package org.flowlab.node.role;

import org.jspecify.annotations.NullMarked;
