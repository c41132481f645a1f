package org.flowlab.wire.arp;

import org.flowlab.wire.Bytes;
import org.flowlab.wire.ethernet.EtherType;
import org.flowlab.wire.ethernet.MacAddress;
import org.flowlab.wire.ip.Ipv4Address;
import org.jspecify.annotations.Nullable;

/// A view of an ARP message in a byte array. After a [#wrap] that returns null, the accessors
/// cannot fail.
///
/// ```
///  0       2       4    5    6           8             14             18            24        28
/// +-------+-------+----+----+-----------+-------------+--------------+-------------+---------+
/// | htype | ptype | 6  | 4  | operation | sender MAC  | sender IPv4  | target MAC  | t. IPv4 |
/// +-------+-------+----+----+-----------+-------------+--------------+-------------+---------+
/// ```
public final class ArpView {
    public static final int LENGTH = 28;
    static final int HARDWARE = 0;
    static final int PROTOCOL = 2;
    static final int HARDWARE_LENGTH = 4;
    static final int PROTOCOL_LENGTH = 5;
    static final int OPERATION = 6;
    static final int SENDER_MAC = 8;
    static final int SENDER_IP = 14;
    static final int TARGET_MAC = 18;
    static final int TARGET_IP = 24;
    static final int ETHERNET = 1;

    private byte[] buffer = new byte[LENGTH];
    private int offset;

    /// Moves the view to the message that starts at `buffer[offset]`.
    ///
    /// @param length the bytes that are there; more than [#LENGTH] if padding follows the message
    /// @return what is wrong with the message; null if nothing is
    public @Nullable String wrap(byte[] buffer, int offset, int length) {
        if (length < LENGTH) {
            return "shorter than ARP for IPv4 over Ethernet";
        }
        if (Bytes.u16(buffer, offset + HARDWARE) != ETHERNET
                || Bytes.u8(buffer, offset + HARDWARE_LENGTH) != MacAddress.LENGTH) {
            return "not for Ethernet";
        }
        if (Bytes.u16(buffer, offset + PROTOCOL) != EtherType.IPV4
                || Bytes.u8(buffer, offset + PROTOCOL_LENGTH) != Ipv4Address.LENGTH) {
            return "not for IPv4";
        }
        this.buffer = buffer;
        this.offset = offset;
        return null;
    }

    /// The operation: 1 is a request, 2 is a reply. Other numbers are returned as they are.
    public int operation() {
        return Bytes.u16(buffer, offset + OPERATION);
    }

    public MacAddress senderMac() {
        return MacAddress.at(buffer, offset + SENDER_MAC);
    }

    public Ipv4Address senderIp() {
        return new Ipv4Address(Bytes.i32(buffer, offset + SENDER_IP));
    }

    public MacAddress targetMac() {
        return MacAddress.at(buffer, offset + TARGET_MAC);
    }

    public Ipv4Address targetIp() {
        return new Ipv4Address(Bytes.i32(buffer, offset + TARGET_IP));
    }

    public ArpMessage message() {
        return new ArpMessage(operation(), senderMac(), senderIp(), targetMac(), targetIp());
    }
}
