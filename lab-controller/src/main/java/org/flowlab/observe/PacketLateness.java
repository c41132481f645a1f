package org.flowlab.observe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.fabric.WireFrame;
import org.flowlab.wire.ethernet.EtherType;
import org.flowlab.wire.ethernet.EthernetView;
import org.flowlab.wire.ip.Ipv4View;
import org.flowlab.wire.tcp.TcpView;

/// How much later than planned each packet left the wire, summed over the links on its way.
public final class PacketLateness {
    private final Map<Long, Long> byLeftNanos = new HashMap<>();

    private PacketLateness() {}

    /// The fields that stay the same when a TCP segment goes from link to link, and together tell
    /// it from other segments.
    private record Packet(int source, int destination, int identification, long tcp, long rest) {}

    /// @param leftNanos when the packet left the last link that it crossed so far
    private record OnTheWay(long leftNanos, long latenessNanos) {}

    /// @param frames that a lab's wire carried, in any order
    public static PacketLateness of(List<WireFrame> frames) {
        List<WireFrame> inOrder = new ArrayList<>(frames);
        inOrder.sort(Comparator.comparingLong(WireFrame::enteredNanos));
        PacketLateness all = new PacketLateness();
        Map<Packet, OnTheWay> packets = new HashMap<>();
        PacketReader reader = new PacketReader();
        for (WireFrame frame : inOrder) {
            if (!frame.verdict().dropped()) {
                all.add(frame, reader, packets);
            }
        }
        return all;
    }

    private void add(WireFrame frame, PacketReader reader, Map<Packet, OnTheWay> packets) {
        long lateness = frame.latenessNanos();
        if (reader.wrap(frame.bytes())) {
            Packet packet = reader.packet();
            OnTheWay before = packets.get(packet);
            if (before != null && before.leftNanos <= frame.enteredNanos()) {
                lateness += before.latenessNanos;
            }
            packets.put(packet, new OnTheWay(frame.leftNanos(), lateness));
        }
        byLeftNanos.merge(frame.leftNanos(), lateness, Math::max);
    }

    /// The lateness, in nanoseconds, of the packet that left a link at `leftNanos`, over all links
    /// that it had crossed by then; 0 if none left then.
    public long at(long leftNanos) {
        return byLeftNanos.getOrDefault(leftNanos, 0L);
    }

    private static final class PacketReader {
        private final EthernetView ethernet = new EthernetView();
        private final Ipv4View ip = new Ipv4View();
        private final TcpView tcp = new TcpView();

        boolean wrap(byte[] frame) {
            return ethernet.wrap(frame, 0, frame.length) == null
                    && ethernet.etherType() == EtherType.IPV4
                    && ip.wrap(frame, ethernet.payloadOffset(), ethernet.payloadLength()) == null
                    && tcp.wrap(
                                    frame,
                                    ip.payloadOffset(),
                                    ip.payloadLength(),
                                    ip.capturedPayloadLength())
                            == null;
        }

        Packet packet() {
            return new Packet(
                    ip.sourceBits(),
                    ip.destinationBits(),
                    ip.identification(),
                    (long) tcp.sequence() << 32 | (tcp.acknowledgement() & 0xffff_ffffL),
                    (long) tcp.checksum() << 48
                            | (long) tcp.sourcePort() << 32
                            | (long) tcp.destinationPort() << 16
                            | tcp.flags());
        }
    }
}
