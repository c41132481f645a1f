package org.flowlab.experiment;

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
import org.flowlab.topology.Plan;

/// Feeds a dissector with what a lab's wire carried: of each packet's way over several links, the
/// first link tells when it was sent and the last one when it was delivered.
final class FrameFeed {
    private static final int ETHERNET_HEADER = 14;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int IPV4_HEADER = 20;

    private final Map<Integer, String> nodeOfAddress = new HashMap<>();
    private final List<Plan.PlannedLink> links;

    FrameFeed(Plan plan) {
        links = plan.links();
        for (Plan.PlannedNode node : plan.nodes()) {
            for (Plan.PlannedInterface end : node.interfaces()) {
                if (end.address() != null) {
                    nodeOfAddress.put(
                            ByteBuffer.wrap(end.address().getAddress()).getInt(), node.name());
                }
            }
        }
    }

    private enum What {
        SENT,
        LOST,
        DELIVERED
    }

    private record Moment(long nanos, What what, byte[] bytes) {}

    /// Tells `dissector` of every frame, in order of time.
    void feed(List<WireFrame> frames, Dissector dissector) {
        Set<Packet> lostLater = new HashSet<>();
        for (WireFrame frame : frames) {
            if (isLost(frame) && isIpv4(frame.bytes())) {
                lostLater.add(Packet.of(frame.bytes()));
            }
        }
        List<Moment> moments = new ArrayList<>(frames.size() * 2);
        for (WireFrame frame : frames) {
            addMoments(frame, lostLater, moments);
        }
        moments.sort(Comparator.comparingLong(Moment::nanos).thenComparing(Moment::what));
        for (Moment moment : moments) {
            switch (moment.what()) {
                case SENT -> dissector.sent(moment.nanos(), moment.bytes());
                case LOST -> dissector.lost(moment.nanos(), moment.bytes());
                case DELIVERED -> dissector.delivered(moment.nanos(), moment.bytes());
            }
        }
    }

    private void addMoments(WireFrame frame, Set<Packet> lostLater, List<Moment> moments) {
        byte[] bytes = frame.bytes();
        if (!isIpv4(bytes)) {
            return;
        }
        Plan.PlannedLink link = links.get(frame.link());
        String sender = frame.forward() ? link.a().node() : link.b().node();
        String receiver = frame.forward() ? link.b().node() : link.a().node();
        boolean copy = frame.verdict() == WireFrame.Verdict.DUPLICATED;
        if (sender.equals(nodeOfAddress.get(address(bytes, 12))) && !copy) {
            boolean lost = lostLater.contains(Packet.of(bytes));
            moments.add(new Moment(frame.enteredNanos(), lost ? What.LOST : What.SENT, bytes));
        }
        if (receiver.equals(nodeOfAddress.get(address(bytes, 16))) && !isLost(frame)) {
            moments.add(new Moment(frame.leftNanos(), What.DELIVERED, bytes));
        }
    }

    /// Dropped by the wire, or corrupted so that the receiver's kernel drops it.
    private static boolean isLost(WireFrame frame) {
        return frame.verdict().dropped()
                || (frame.verdict() == WireFrame.Verdict.CORRUPTED
                        && !Checksums.hold(frame.bytes()));
    }

    private static boolean isIpv4(byte[] frame) {
        return frame.length >= ETHERNET_HEADER + IPV4_HEADER
                && (((frame[12] & 0xff) << 8) | (frame[13] & 0xff)) == ETHERTYPE_IPV4;
    }

    private static int address(byte[] frame, int offset) {
        return ByteBuffer.wrap(frame).getInt(ETHERNET_HEADER + offset);
    }

    /// What stays the same about an IPv4 packet from hop to hop, and differs between packets.
    private record Packet(long addresses, int idAndLength, long ports) {
        static Packet of(byte[] frame) {
            ByteBuffer b = ByteBuffer.wrap(frame);
            int transport = ETHERNET_HEADER + (frame[ETHERNET_HEADER] & 0x0f) * 4;
            long first = transport + 8 <= frame.length ? b.getLong(transport) : 0;
            return new Packet(
                    b.getLong(ETHERNET_HEADER + 12),
                    (b.getShort(ETHERNET_HEADER + 4) << 16)
                            | (b.getShort(ETHERNET_HEADER + 2) & 0xffff),
                    first);
        }
    }
}
