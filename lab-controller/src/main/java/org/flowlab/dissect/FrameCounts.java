package org.flowlab.dissect;

/// Counts of what a dissection did with its frames, and of what it gave up.
///
/// @param frames all frames; a frame that is sent and delivered counts twice
/// @param tcpFrames frames with a TCP segment
/// @param otherFrames frames with anything else: ARP, UDP, ICMP …
/// @param fragments IP fragments; they are not put together
/// @param malformedFrames frames that break the rules of Ethernet, IP or TCP
/// @param connections TCP connections that appeared
/// @param evictedConnections connections that were dropped before their end because there were too
///   many
/// @param conflictingBytes bytes that were sent again with another value while the first still
///   waited
/// @param gapBytes bytes that never arrived
/// @param forcedGaps holes that were given up because too much waited behind them
/// @param forgottenSendings transmissions that no passage lists because there were too many
public record FrameCounts(
        long frames,
        long tcpFrames,
        long otherFrames,
        long fragments,
        long malformedFrames,
        long connections,
        long evictedConnections,
        long conflictingBytes,
        long gapBytes,
        long forcedGaps,
        long forgottenSendings) {}
