package org.flowlab.wire.ip;

import org.flowlab.wire.Bytes;

/// The header of an IPv6 packet, without extension headers.
///
/// @param flowLabel 20 bits
/// @param protocol 8 bits: see [IpProtocol]
public record Ipv6Header(
        int trafficClass,
        int flowLabel,
        int protocol,
        int hopLimit,
        Ipv6Address source,
        Ipv6Address destination) {

    /// A header with the usual values of a TCP packet: no flow label, a hop limit of 64.
    public Ipv6Header(int protocol, Ipv6Address source, Ipv6Address destination) {
        this(0, 0, protocol, 64, source, destination);
    }

    /// Writes [Ipv6View#HEADER_LENGTH] bytes from `b[at]` on.
    ///
    /// @param payloadLength in bytes. If it is above 65,535, the length field becomes 0
    /// @return the index after the last byte written
    public int emit(byte[] b, int at, int payloadLength) {
        Bytes.put32(b, at + Ipv6View.FLOW, (6L << 28) | ((long) trafficClass << 20) | flowLabel);
        Bytes.put16(b, at + Ipv6View.PAYLOAD_LENGTH, payloadLength > 0xffff ? 0 : payloadLength);
        Bytes.put8(b, at + Ipv6View.NEXT_HEADER, protocol);
        Bytes.put8(b, at + Ipv6View.HOP_LIMIT, hopLimit);
        Bytes.put64(b, at + Ipv6View.SOURCE, source.high());
        Bytes.put64(b, at + Ipv6View.SOURCE + 8, source.low());
        Bytes.put64(b, at + Ipv6View.DESTINATION, destination.high());
        Bytes.put64(b, at + Ipv6View.DESTINATION + 8, destination.low());
        return at + Ipv6View.HEADER_LENGTH;
    }
}
