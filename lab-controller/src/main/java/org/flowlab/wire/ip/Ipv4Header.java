package org.flowlab.wire.ip;

import java.util.Arrays;
import org.flowlab.wire.Bytes;

/// The header of an IPv4 packet.
///
/// @param fragmentOffset in bytes, a multiple of 8
/// @param protocol 8 bits: see [IpProtocol]
/// @param options the bytes of the options: a multiple of 4, at most 40
public record Ipv4Header(
        int trafficClass,
        int identification,
        boolean dontFragment,
        boolean moreFragments,
        int fragmentOffset,
        int ttl,
        int protocol,
        Ipv4Address source,
        Ipv4Address destination,
        byte[] options) {

    public Ipv4Header {
        if (options.length % 4 != 0 || options.length > 40) {
            throw new IllegalArgumentException(
                    options.length + " bytes of IPv4 options: must be a multiple of 4, at most 40");
        }
    }

    /// A header with the usual values of a TCP packet: may not be fragmented, a TTL of 64, no
    /// options.
    public Ipv4Header(
            int identification, int protocol, Ipv4Address source, Ipv4Address destination) {
        this(0, identification, true, false, 0, 64, protocol, source, destination, new byte[0]);
    }

    public int length() {
        return Ipv4View.MIN_HEADER_LENGTH + options.length;
    }

    /// Writes [#length] bytes from `b[at]` on, with the right checksum.
    ///
    /// @param payloadLength in bytes. If the packet is longer than 65,535 bytes, the length field
    ///   becomes 0
    /// @return the index after the last byte written
    public int emit(byte[] b, int at, int payloadLength) {
        int total = length() + payloadLength;
        Bytes.put8(b, at + Ipv4View.VERSION_IHL, (4 << 4) | (length() / 4));
        Bytes.put8(b, at + Ipv4View.TRAFFIC_CLASS, trafficClass);
        Bytes.put16(b, at + Ipv4View.TOTAL_LENGTH, total > 0xffff ? 0 : total);
        Bytes.put16(b, at + Ipv4View.IDENTIFICATION, identification);
        Bytes.put16(
                b,
                at + Ipv4View.FRAGMENT,
                (dontFragment ? Ipv4View.DONT_FRAGMENT : 0)
                        | (moreFragments ? Ipv4View.MORE_FRAGMENTS : 0)
                        | fragmentOffset / 8);
        Bytes.put8(b, at + Ipv4View.TTL, ttl);
        Bytes.put8(b, at + Ipv4View.PROTOCOL, protocol);
        Bytes.put16(b, at + Ipv4View.CHECKSUM, 0);
        Bytes.put32(b, at + Ipv4View.SOURCE, source.bits());
        Bytes.put32(b, at + Ipv4View.DESTINATION, destination.bits());
        System.arraycopy(options, 0, b, at + Ipv4View.OPTIONS, options.length);
        int checksum = InternetChecksum.finish(InternetChecksum.add(0, b, at, length()));
        Bytes.put16(b, at + Ipv4View.CHECKSUM, checksum);
        return at + length();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ipv4Header h
                && trafficClass == h.trafficClass
                && identification == h.identification
                && dontFragment == h.dontFragment
                && moreFragments == h.moreFragments
                && fragmentOffset == h.fragmentOffset
                && ttl == h.ttl
                && protocol == h.protocol
                && source.equals(h.source)
                && destination.equals(h.destination)
                && Arrays.equals(options, h.options);
    }

    @Override
    public int hashCode() {
        return identification * 31 + source.bits() * 17 + destination.bits();
    }
}
