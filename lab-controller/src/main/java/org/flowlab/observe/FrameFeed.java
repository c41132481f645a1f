package org.flowlab.observe;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.dissect.FrameListener;
import org.flowlab.dissect.FramePairing;
import org.flowlab.dissect.FramePairing.Fate;
import org.flowlab.fabric.Crossing;
import org.flowlab.fabric.WireFrame;
import org.flowlab.fabric.WireFrame.Verdict;
import org.flowlab.topology.Plan;
import org.flowlab.wire.ethernet.MacAddress;
import org.flowlab.wire.ip.Ipv4Address;

/// Feeds a dissector with the frames that a lab's wire carried, paired by [FramePairing].
public final class FrameFeed {
    private final List<Plan.PlannedLink> links;
    private final Map<Plan.End, Plan.PlannedInterface> interfaces = new HashMap<>();

    public FrameFeed(Plan plan) {
        links = plan.links();
        for (Plan.PlannedNode node : plan.nodes()) {
            for (Plan.PlannedInterface each : node.interfaces()) {
                interfaces.put(new Plan.End(node.name(), each.name()), each);
            }
        }
    }

    /// Reports every frame to `dissector`, in order of time.
    public void feed(List<WireFrame> frames, FrameListener dissector) {
        FramePairing pairing = new FramePairing(dissector);
        for (Plan.PlannedLink link : links) {
            pairing.add(end(link.a(), link));
            pairing.add(end(link.b(), link));
        }
        for (Crossing crossing : Crossing.inOrder(frames)) {
            WireFrame frame = crossing.frame();
            byte[] bytes = frame.bytes();
            int end = 2 * frame.link() + (crossing.atA() ? 0 : 1);
            Fate fate = fate(frame.verdict());
            if (crossing.entered()) {
                pairing.entered(end, crossing.nanos(), bytes, 0, bytes.length, fate);
            } else {
                pairing.left(end, crossing.nanos(), bytes, 0, bytes.length, fate);
            }
        }
        pairing.finish();
    }

    private FramePairing.End end(Plan.End end, Plan.PlannedLink link) {
        Plan.PlannedInterface at = interfaces.get(end);
        InetAddress address = at == null ? null : at.address();
        return at == null || address == null
                ? new FramePairing.End(end.node(), link.name(), null, List.of(), List.of())
                : new FramePairing.End(
                        end.node(),
                        link.name(),
                        new MacAddress(at.mac()),
                        List.of(new Ipv4Address(ByteBuffer.wrap(address.getAddress()).getInt())),
                        List.of());
    }

    private static Fate fate(Verdict verdict) {
        if (verdict.dropped()) {
            return Fate.DROPPED;
        }
        return verdict == Verdict.CORRUPTED ? Fate.CORRUPTED : Fate.PASSED;
    }
}
