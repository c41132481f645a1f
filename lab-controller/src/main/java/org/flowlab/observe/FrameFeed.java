package org.flowlab.observe;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flowlab.dissect.Dissector;
import org.flowlab.fabric.WireFrame;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.topology.Plan;
import org.flowlab.wire.Bytes;
import org.flowlab.wire.ethernet.EtherType;
import org.flowlab.wire.ethernet.EthernetView;
import org.flowlab.wire.ethernet.MacAddress;
import org.flowlab.wire.ip.Ipv4View;

/// Feeds a dissector with what a lab's wire carried: of each packet's way over several links, the
/// first link tells when it was sent and the last one when it was delivered. A frame that the wire
/// corrupted so that the receiver's kernel throws it away counts as dropped where it was corrupted.
public final class FrameFeed {
    private static final int SOURCE_ADDRESS = EthernetView.HEADER_LENGTH + 12;
    private static final int DESTINATION_ADDRESS = EthernetView.HEADER_LENGTH + 16;
    private static final int ETHER_TYPE = EthernetView.HEADER_LENGTH - 2;

    private final Map<Integer, String> nodeOfAddress = new HashMap<>();
    private final Map<Plan.End, MacAddress> macs = new HashMap<>();
    private final List<Plan.PlannedLink> links;

    public FrameFeed(Plan plan) {
        links = plan.links();
        for (Plan.PlannedNode node : plan.nodes()) {
            for (Plan.PlannedInterface end : node.interfaces()) {
                if (end.address() != null) {
                    nodeOfAddress.put(
                            ByteBuffer.wrap(end.address().getAddress()).getInt(), node.name());
                    macs.put(new Plan.End(node.name(), end.name()), new MacAddress(end.mac()));
                }
            }
        }
    }

    /// What happened, in the order in which it does at one moment.
    private enum What {
        SENT,
        /// On the packet's first link.
        LOST,
        /// On a later one.
        DROPPED,
        DELIVERED
    }

    private record Moment(long nanos, What what, byte[] bytes) {}

    /// A packet's passage over one link.
    ///
    /// @param first whether the link is its sender's
    /// @param last whether the link is its receiver's
    private record Crossing(
            WireFrame frame, byte[] bytes, boolean first, boolean last, boolean lost) {}

    /// Tells `dissector` of every frame, in order of time.
    public void feed(List<WireFrame> frames, Dissector dissector) {
        boolean corrupted = frames.stream().anyMatch(f -> f.verdict() == Verdict.CORRUPTED);
        List<Crossing> crossings = new ArrayList<>(frames.size());
        Set<Packet> arrived = new HashSet<>();
        for (WireFrame frame : frames) {
            byte[] bytes = readable(frame);
            if (isIpv4(bytes)) {
                Crossing crossing = crossing(frame, bytes, corrupted);
                crossings.add(crossing);
                if (crossing.last && !crossing.lost && links.size() > 1) {
                    arrived.add(Packet.of(bytes));
                }
            }
        }
        List<Moment> moments = new ArrayList<>(crossings.size() * 2);
        crossings.forEach(crossing -> addMoments(crossing, arrived, moments));
        moments.sort(Comparator.comparingLong(Moment::nanos).thenComparing(Moment::what));
        moments.forEach(moment -> tell(moment, dissector));
    }

    private static void tell(Moment moment, Dissector dissector) {
        byte[] bytes = moment.bytes();
        switch (moment.what()) {
            case SENT -> dissector.sent(moment.nanos(), bytes);
            case LOST -> dissector.lost(moment.nanos(), bytes);
            case DROPPED -> dissector.dropped(moment.nanos(), bytes, 0, bytes.length);
            case DELIVERED -> dissector.delivered(moment.nanos(), bytes);
        }
    }

    private Crossing crossing(WireFrame frame, byte[] bytes, boolean corrupted) {
        Plan.PlannedLink link = links.get(frame.link());
        Plan.End from = frame.forward() ? link.a() : link.b();
        Plan.End to = frame.forward() ? link.b() : link.a();
        return new Crossing(
                frame,
                bytes,
                from.node().equals(nodeOfAddress.get(Bytes.i32(bytes, SOURCE_ADDRESS))),
                to.node().equals(nodeOfAddress.get(Bytes.i32(bytes, DESTINATION_ADDRESS))),
                frame.verdict().dropped() || (corrupted && !isTaken(frame.bytes(), to)));
    }

    /// What became of a packet that was dropped on a later link is told only where no copy of it
    /// arrived: a wire may have duplicated it, or a switch have sent it elsewhere, too.
    private static void addMoments(Crossing c, Set<Packet> arrived, List<Moment> to) {
        WireFrame frame = c.frame;
        if (c.first && frame.verdict() != Verdict.DUPLICATED) {
            to.add(new Moment(frame.enteredNanos(), c.lost ? What.LOST : What.SENT, c.bytes));
        } else if (!c.first && c.lost && !arrived.contains(Packet.of(c.bytes))) {
            to.add(new Moment(frame.leftNanos(), What.DROPPED, c.bytes));
        }
        if (c.last && !c.lost) {
            to.add(new Moment(frame.leftNanos(), What.DELIVERED, c.bytes));
        }
    }

    /// Whether the kernel at `to` does not throw the frame away as another's or damaged.
    private boolean isTaken(byte[] frame, Plan.End to) {
        MacAddress mac = macs.get(to);
        return isIpv4(frame)
                && (mac == null || MacAddress.at(frame, 0).equals(mac))
                && Checksums.hold(frame);
    }

    /// The frame as it was sent, where the bit that the wire flipped is known: its type's.
    private static byte[] readable(WireFrame frame) {
        byte[] bytes = frame.bytes();
        if (frame.verdict() != Verdict.CORRUPTED
                || bytes.length < EthernetView.HEADER_LENGTH
                || Integer.bitCount(Bytes.u16(bytes, ETHER_TYPE) ^ EtherType.IPV4) != 1) {
            return bytes;
        }
        byte[] mended = bytes.clone();
        Bytes.put16(mended, ETHER_TYPE, EtherType.IPV4);
        return mended;
    }

    private static boolean isIpv4(byte[] frame) {
        return frame.length >= EthernetView.HEADER_LENGTH + Ipv4View.MIN_HEADER_LENGTH
                && Bytes.u16(frame, ETHER_TYPE) == EtherType.IPV4;
    }

    /// What stays the same about an IPv4 packet from hop to hop, and differs between packets. A
    /// SYN-ACK and its repetition have the same identification, but not the same checksum.
    private record Packet(long addresses, int idAndLength, long ports, long control, int checksum) {
        static Packet of(byte[] frame) {
            ByteBuffer b = ByteBuffer.wrap(frame);
            int at = EthernetView.HEADER_LENGTH + (frame[EthernetView.HEADER_LENGTH] & 0x0f) * 4;
            boolean whole = at + 20 <= frame.length;
            return new Packet(
                    b.getLong(SOURCE_ADDRESS),
                    (b.getShort(EthernetView.HEADER_LENGTH + 4) << 16)
                            | (b.getShort(EthernetView.HEADER_LENGTH + 2) & 0xffff),
                    whole ? b.getLong(at) : 0,
                    whole ? b.getLong(at + 8) : 0,
                    whole ? b.getInt(at + 16) : 0);
        }
    }
}
