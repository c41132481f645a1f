package org.flowlab.wire.arp;

import org.flowlab.wire.Bytes;
import org.flowlab.wire.ethernet.EtherType;
import org.flowlab.wire.ethernet.MacAddress;
import org.flowlab.wire.ip.Ipv4Address;

/// An ARP message for IPv4 over Ethernet.
///
/// @param operation 16 bits: [#REQUEST], [#REPLY] or another
public record ArpMessage(
        int operation,
        MacAddress senderMac,
        Ipv4Address senderIp,
        MacAddress targetMac,
        Ipv4Address targetIp) {
    public static final int REQUEST = 1;
    public static final int REPLY = 2;

    /// Writes [ArpView#LENGTH] bytes from `b[at]` on.
    ///
    /// @return the index after the last byte written
    public int emit(byte[] b, int at) {
        Bytes.put16(b, at + ArpView.HARDWARE, ArpView.ETHERNET);
        Bytes.put16(b, at + ArpView.PROTOCOL, EtherType.IPV4);
        Bytes.put8(b, at + ArpView.HARDWARE_LENGTH, MacAddress.LENGTH);
        Bytes.put8(b, at + ArpView.PROTOCOL_LENGTH, Ipv4Address.LENGTH);
        Bytes.put16(b, at + ArpView.OPERATION, operation);
        senderMac.emit(b, at + ArpView.SENDER_MAC);
        Bytes.put32(b, at + ArpView.SENDER_IP, senderIp.bits());
        targetMac.emit(b, at + ArpView.TARGET_MAC);
        Bytes.put32(b, at + ArpView.TARGET_IP, targetIp.bits());
        return at + ArpView.LENGTH;
    }
}
