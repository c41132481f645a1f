package org.flowlab.dissect;

/// What a dissection made of its frames, and what it had to give up.
///
/// @param frames sent, lost, delivered or seen: each call counts
/// @param tcpFrames those that held a TCP segment
/// @param otherFrames ARP, UDP, ICMP and whatever else is not TCP over IP
/// @param fragments IP fragments, which are not put together
/// @param malformedFrames that break Ethernet's, IP's or TCP's rules
/// @param connections TCP connections that appeared
/// @param evictedConnections forgotten before their end, because there were too many
/// @param conflictingBytes sent again with another value before they were read: the first stays
/// @param gapBytes that never came
/// @param forcedGaps holes given up because too much waited behind them
/// @param forgottenSendings transmissions that no passage lists, because there were too many
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
