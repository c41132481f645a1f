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

/// Recognizes background frames: packets that hosts without a role exchange with each other or with
/// routers. Such traffic may never end, so that no trial waits for it.
final class Background implements FrameFilter {
    /// Enough for the headers of Ethernet, with two VLAN tags, and IPv4.
    private static final int HEADERS = 82;

    private final int[] bystanders;
    private final int[] parties;
    private final byte[] headers = new byte[HEADERS];
    private final EthernetView ethernet = new EthernetView();
    private final Ipv4View ip = new Ipv4View();

    private Background(int[] bystanders, int[] parties) {
        this.bystanders = bystanders;
        this.parties = parties;
    }

    /// @param named nodes that take part in trials, whatever their role
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
        int length = frame.copyStartTo(headers);
        if (ethernet.wrap(headers, 0, length) != null
                || ethernet.etherType() != EtherType.IPV4
                || ip.wrap(headers, ethernet.payloadOffset(), ethernet.payloadLength()) != null) {
            return false;
        }
        int from = ip.sourceBits();
        int to = ip.destinationBits();
        return (isOf(bystanders, from) || isOf(bystanders, to))
                && !isOf(parties, from)
                && !isOf(parties, to);
    }

    private static boolean isOf(int[] addresses, int address) {
        return Arrays.binarySearch(addresses, address) >= 0;
    }
}
