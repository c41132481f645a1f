package org.flowlab.lab;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.flowlab.fabric.FrameFilter;
import org.flowlab.fabric.FrameView;
import org.flowlab.topology.Plan;
import org.flowlab.wire.ethernet.EtherType;
import org.flowlab.wire.ethernet.EthernetView;
import org.flowlab.wire.ip.Ipv4View;

/// Knows the packets that hosts without a role exchange with each other, or with routers: traffic
/// beside the flows, which never ends and which nobody waits for.
final class Background implements FrameFilter {
    private static final int ETHER_TYPE = EthernetView.HEADER_LENGTH - 2;
    private static final int SOURCE = EthernetView.HEADER_LENGTH + 12;
    private static final int DESTINATION = EthernetView.HEADER_LENGTH + 16;

    private final int[] bystanders;
    private final int[] parties;

    private Background(int[] bystanders, int[] parties) {
        this.bystanders = bystanders;
        this.parties = parties;
    }

    /// @param named nodes that play a part whatever their role
    static FrameFilter of(Plan plan, Set<String> named) {
        int[] bystanders =
                addresses(
                        plan.nodes().stream()
                                .filter(n -> n.role() == Plan.Kind.HOST)
                                .filter(n -> !named.contains(n.name())));
        int[] parties =
                addresses(
                        plan.nodes().stream().filter(n -> isParty(n) || named.contains(n.name())));
        return bystanders.length == 0 ? NONE : new Background(bystanders, parties);
    }

    private static boolean isParty(Plan.PlannedNode node) {
        return switch (node.role()) {
            case CLIENT, PROXY, ORIGIN -> true;
            case HOST, ROUTER, SWITCH -> false;
        };
    }

    private static int[] addresses(Stream<Plan.PlannedNode> nodes) {
        return nodes.flatMap(node -> node.interfaces().stream())
                .map(Plan.PlannedInterface::address)
                .filter(address -> address != null)
                .map(InetAddress::getAddress)
                .mapToInt(bytes -> ByteBuffer.wrap(bytes).getInt())
                .sorted()
                .toArray();
    }

    @Override
    public boolean test(FrameView frame) {
        if (frame.length() < EthernetView.HEADER_LENGTH + Ipv4View.MIN_HEADER_LENGTH
                || (frame.byteAt(ETHER_TYPE) << 8 | frame.byteAt(ETHER_TYPE + 1))
                        != EtherType.IPV4) {
            return false;
        }
        int from = addressAt(frame, SOURCE);
        int to = addressAt(frame, DESTINATION);
        return (isOf(bystanders, from) || isOf(bystanders, to))
                && !isOf(parties, from)
                && !isOf(parties, to);
    }

    private static int addressAt(FrameView frame, int at) {
        return frame.byteAt(at) << 24
                | frame.byteAt(at + 1) << 16
                | frame.byteAt(at + 2) << 8
                | frame.byteAt(at + 3);
    }

    private static boolean isOf(int[] addresses, int address) {
        return Arrays.binarySearch(addresses, address) >= 0;
    }
}
