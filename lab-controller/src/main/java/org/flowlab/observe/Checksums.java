package org.flowlab.observe;

import org.flowlab.wire.ethernet.EthernetView;
import org.flowlab.wire.ip.InternetChecksum;
import org.flowlab.wire.ip.IpProtocol;
import org.flowlab.wire.ip.Ipv4View;

/// Whether a receiving kernel would accept a frame of ours: the IPv4 and TCP or UDP checksums hold.
final class Checksums {
    private Checksums() {}

    static boolean hold(byte[] frame) {
        Ipv4View ip = new Ipv4View();
        int at = EthernetView.HEADER_LENGTH;
        if (frame.length < at
                || ip.wrap(frame, at, frame.length - at) != null
                || ip.capturedPayloadLength() < ip.payloadLength()
                || !ip.checksumIsRight()) {
            return false;
        }
        int protocol = ip.protocol();
        if (protocol != IpProtocol.TCP && protocol != IpProtocol.UDP) {
            return true;
        }
        int length = ip.payloadLength();
        long pseudo =
                InternetChecksum.pseudoHeader(ip.source(), ip.destination(), protocol, length);
        return InternetChecksum.finish(
                        InternetChecksum.add(pseudo, frame, ip.payloadOffset(), length))
                == 0;
    }
}
