package org.flowlab.observe;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.flowlab.fabric.WireFrame;
import org.flowlab.topology.Plan;
import org.flowlab.wire.ethernet.EtherType;
import org.flowlab.wire.ethernet.EthernetView;
import org.flowlab.wire.ip.Ipv4View;

/// A filter that accepts IPv4 frames from one of the named nodes to another one. Not thread-safe.
public final class PartyFrames implements Predicate<WireFrame> {
    private final Set<Integer> addresses = new HashSet<>();
    private final EthernetView ethernet = new EthernetView();
    private final Ipv4View ip = new Ipv4View();

    /// @param names of the nodes
    public PartyFrames(Plan plan, Set<String> names) {
        for (Plan.PlannedNode node : plan.nodes()) {
            if (!names.contains(node.name())) {
                continue;
            }
            for (Plan.PlannedInterface each : node.interfaces()) {
                if (each.address() != null) {
                    addresses.add(ByteBuffer.wrap(each.address().getAddress()).getInt());
                }
            }
        }
    }

    @Override
    public boolean test(WireFrame frame) {
        byte[] bytes = frame.bytes();
        return ethernet.wrap(bytes, 0, bytes.length) == null
                && ethernet.etherType() == EtherType.IPV4
                && ip.wrap(bytes, ethernet.payloadOffset(), ethernet.payloadLength()) == null
                && addresses.contains(ip.sourceBits())
                && addresses.contains(ip.destinationBits());
    }
}
