/// The three roles: client, proxy, origin. Uses tls, http1, spdy and spec; entry type Nodes.
///
/// A node is one thread, that of its [event loop][org.flowlab.node.role.NodeLoop], and all that is
/// of the node, sockets, sessions, streams, pools and timers, is touched on it alone and needs no
/// lock. From other threads come commands and the end ([Node#command] and [Node#close], which hand
/// over to the loop); events leave on the loop's thread and their receiver must not block.
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
/// In the proxy, a ClientEnd takes requests in their order and makes an Exchange of each; the
/// Exchange finds the connection to the origin, kept in the OriginPool or new; its Relay passes the
/// request there, to the connection's Upstream, and the response back.
@NullMarked
package org.flowlab.node.role;

import org.jspecify.annotations.NullMarked;
