/// SPDY/3.1 sessions, with one child channel for each stream, so that handlers for TCP also run on
/// a stream. Uses spec; entry type SpdySession.
///
/// ```
/// SpdyFrameCodec  bytes and frames (Netty's)
/// SpdySessionHandler  checks the peer's frames
/// SpdySession  opens streams, goes away, ends
///    StreamTable    open streams by id, their limits; ClosedStreams
///    SessionFlow    the windows that all streams share, and the streams that wait for them
///    Pings          PINGs that wait for an answer
///    FrameWriter    writes frames to the carrier, flushes
/// SpdyStreamChannel  one stream: opens, ends
///    StreamInput    from the peer to the pipeline
///    StreamOutput   from the outbound buffer to the session
/// ```
@NullMarked
package org.flowlab.node.spdy;

import org.jspecify.annotations.NullMarked;
