package org.flowlab.wire.tcp;

import java.util.List;
import org.flowlab.wire.ethernet.EtherType;
import org.flowlab.wire.ethernet.EthernetHeader;
import org.flowlab.wire.ethernet.MacAddress;
import org.flowlab.wire.ip.InternetChecksum;
import org.flowlab.wire.ip.IpProtocol;
import org.flowlab.wire.ip.Ipv4Address;
import org.flowlab.wire.ip.Ipv4Header;

/// Builds whole Ethernet frames with a TCP segment over IPv4 and the right checksums.
public final class TcpFrame {
    private TcpFrame() {}

    /// Builds a frame without a payload.
    public static byte[] of(Ipv4Address source, Ipv4Address destination, TcpHeader tcp) {
        return of(source, destination, 0, tcp, new byte[0], 0, 0);
    }

    /// Builds a frame with the payload `payload[offset, offset + length)`. MAC addresses are
    /// derived from the IP addresses.
    ///
    /// @param identification the IP packet's, 16 bits
    public static byte[] of(
            Ipv4Address source,
            Ipv4Address destination,
            int identification,
            TcpHeader tcp,
            byte[] payload,
            int offset,
            int length) {
        EthernetHeader ethernet =
                new EthernetHeader(macOf(destination), macOf(source), List.of(), EtherType.IPV4);
        Ipv4Header ip = new Ipv4Header(identification, IpProtocol.TCP, source, destination);
        int segment = tcp.length() + length;
        byte[] frame = new byte[ethernet.length() + ip.length() + segment];
        int at = ip.emit(frame, ethernet.emit(frame, 0), segment);
        System.arraycopy(payload, offset, frame, tcp.emit(frame, at), length);
        TcpHeader.fillChecksum(
                frame,
                at,
                segment,
                InternetChecksum.pseudoHeader(source, destination, IpProtocol.TCP, segment));
        return frame;
    }

    private static MacAddress macOf(Ipv4Address address) {
        return new MacAddress(0x0200_0000_0000L | (address.bits() & 0xffff_ffffL));
    }
}
