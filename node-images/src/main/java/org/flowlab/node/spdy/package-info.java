/// SPDY/3.1 sessions, and a child channel per stream so that what runs on TCP runs inside a stream.
/// Uses spec.
///
/// ```
/// SpdyFrameCodec  bytes and frames (Netty's)
/// SpdySessionHandler  checks the peer's frames
/// SpdySession  opens streams, goes away, ends
///    StreamTable    streams by id, their limits; ClosedStreams
///    SessionFlow    the windows that all streams share, who waits for them
///    Pings          those that wait for an answer
///    FrameWriter    frames to the carrier, flushes
/// SpdyStreamChannel  one stream: a channel, its ending
///    StreamInput    from the peer to the pipeline
///    StreamOutput   from the outbound buffer to the session
/// ```
@NullMarked
package org.flowlab.node.spdy;

import org.jspecify.annotations.NullMarked;
