package org.flowlab.dissect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.wire.Bytes;
import org.flowlab.wire.ethernet.EtherType;
import org.flowlab.wire.ethernet.EthernetView;
import org.flowlab.wire.ethernet.MacAddress;
import org.flowlab.wire.ip.IpProtocol;
import org.flowlab.wire.ip.Ipv4Address;
import org.flowlab.wire.ip.Ipv4View;
import org.flowlab.wire.ip.Ipv6Address;
import org.flowlab.wire.ip.Ipv6View;
import org.flowlab.wire.tcp.TcpView;
import org.jspecify.annotations.Nullable;

/// Finds out what became of each packet, from what the ends of links saw of it, and reports that to
/// a [FrameListener]. A packet is *sent* when it enters a link at the node that has its source
/// address. It is *delivered* when it leaves a link at the node that has its destination address.
/// It was *dropped* if a later link dropped it, or if it reached a router and never left it: then
/// the router's kernel dropped it. A frame that the wire corrupted so that the receiver's kernel
/// discards it counts as dropped on that link.
///
/// Frames must come in order of time. Not thread-safe.
public final class FramePairing {
    private static final int NOBODY = -1;
    private static final int ETHER_TYPE = EthernetView.HEADER_LENGTH - 2;

    private final FrameListener sink;
    private final PacketsOnTheWay onTheWay;
    private final List<EndState> ends = new ArrayList<>();
    private final Map<String, Integer> nodes = new HashMap<>();
    private final Map<String, EndState> links = new HashMap<>();
    private final Map<Integer, Integer> ipv4Owners = new HashMap<>();
    private final Map<Ipv6Address, Integer> ipv6Owners = new HashMap<>();
    private final EthernetView ethernet = new EthernetView();
    private final Ipv4View ipv4 = new Ipv4View();
    private final Ipv6View ipv6 = new Ipv6View();
    private final TcpView tcp = new TcpView();
    private boolean corruptedFrames;

    // The packet to which the views point.
    private byte[] frame = {};
    private int start;
    private boolean typeIsRight;
    private boolean isIpv4;
    private int sourceOwner;
    private int destinationOwner;

    public FramePairing(FrameListener sink) {
        this.sink = sink;
        this.onTheWay = new PacketsOnTheWay(sink);
    }

    /// What a link did to a frame.
    public enum Fate {
        PASSED,
        CORRUPTED,
        DROPPED
    }

    /// One end of a link.
    ///
    /// @param node the name of its node
    /// @param link the name of its link, which is the same at the other end; empty if not known
    /// @param mac null if this end accepts frames with any destination, as a switch does
    public record End(
            String node,
            String link,
            @Nullable MacAddress mac,
            List<Ipv4Address> ipv4,
            List<Ipv6Address> ipv6) {
        public End {
            ipv4 = List.copyOf(ipv4);
            ipv6 = List.copyOf(ipv6);
        }
    }

    private static final class EndState {
        final int node;
        final @Nullable MacAddress mac;
        @Nullable EndState peer;

        EndState(int node, @Nullable MacAddress mac) {
            this.node = node;
            this.mac = mac;
        }
    }

    /// Adds an end of a link and returns its number, from 0.
    public int add(End end) {
        EndState state = new EndState(node(end.node()), end.mac());
        if (!end.link().isEmpty()) {
            EndState other = links.putIfAbsent(end.link(), state);
            if (other != null) {
                other.peer = state;
                state.peer = other;
            }
        }
        end.ipv4().forEach(address -> ipv4Owners.put(address.bits(), state.node));
        end.ipv6().forEach(address -> ipv6Owners.put(address, state.node));
        ends.add(state);
        return ends.size() - 1;
    }

    private int node(String name) {
        return nodes.computeIfAbsent(name, n -> nodes.size());
    }

    /// Whether any end has an address.
    boolean hasAddresses() {
        return !ipv4Owners.isEmpty() || !ipv6Owners.isEmpty();
    }

    /// Takes a frame that entered a link.
    ///
    /// @return whether the frame could be interpreted: the owners of both its addresses are known,
    ///   or both ends of the link are
    public boolean entered(int end, long nanos, byte[] buffer, int offset, int length, Fate fate) {
        EndState at = ends.get(end);
        if (!wrap(buffer, offset, length, fate)) {
            return at.peer != null;
        }
        boolean gone = fate == Fate.DROPPED || isDiscarded(at.peer, fate);
        if (sourceOwner != at.node) {
            behind(at.node, length, fate, gone);
        } else if (fate == Fate.DROPPED) {
            sink.lost(nanos, frame, start, length);
        } else if (gone) {
            sink.damaged(nanos, frame, start, length);
        } else {
            sink.sent(nanos, frame, start, length);
        }
        return true;
    }

    /// Takes a packet that entered a link other than its first one.
    private void behind(int node, int length, Fate fate, boolean gone) {
        if (!isTcp()) {
            return;
        }
        if (!gone) {
            onTheWay.passed(node, flow(), packet());
        } else if (fate == Fate.DROPPED) {
            onTheWay.dropped(node, flow(), packet(), bytes(length));
        }
    }

    /// Takes a frame that left a link.
    ///
    /// @return whether the frame could be interpreted, as for [#entered]
    public boolean left(int end, long nanos, byte[] buffer, int offset, int length, Fate fate) {
        EndState at = ends.get(end);
        if (!wrap(buffer, offset, length, fate)) {
            return at.peer != null;
        }
        if (isDiscarded(at, fate)) {
            return true;
        }
        if (destinationOwner == at.node) {
            if (!onTheWay.isEmpty() && isTcp()) {
                onTheWay.delivered(nanos, flow(), packet());
            }
            sink.delivered(nanos, frame, start, length);
        } else if (isFor(at) && isTcp()) {
            onTheWay.arrived(at.node, flow(), packet(), bytes(length));
        }
        return true;
    }

    /// Ends the frames of all ends so far and forgets their addresses. Their numbers are not used
    /// again.
    public void finish() {
        onTheWay.finish();
        links.clear();
        ipv4Owners.clear();
        ipv6Owners.clear();
        corruptedFrames = false;
    }

    /// Points the views at a packet and finds the nodes that have its addresses.
    ///
    /// @return whether both were found
    private boolean wrap(byte[] buffer, int offset, int length, Fate fate) {
        corruptedFrames |= fate == Fate.CORRUPTED;
        frame = buffer;
        start = offset;
        if (ethernet.wrap(buffer, offset, length) != null) {
            return false;
        }
        typeIsRight = true;
        if (fate == Fate.CORRUPTED
                && Integer.bitCount(ethernet.etherType() ^ EtherType.IPV4) == 1) {
            mend(offset, length);
        }
        return findOwners();
    }

    /// Restores the type of a frame, which the wire corrupted.
    private void mend(int offset, int length) {
        frame = Arrays.copyOfRange(frame, offset, offset + length);
        start = 0;
        typeIsRight = false;
        Bytes.put16(frame, ETHER_TYPE, EtherType.IPV4);
        ethernet.wrap(frame, 0, length);
    }

    private boolean findOwners() {
        int at = ethernet.payloadOffset();
        int length = ethernet.payloadLength();
        isIpv4 = ethernet.etherType() == EtherType.IPV4 && ipv4.wrap(frame, at, length) == null;
        if (isIpv4) {
            sourceOwner = ipv4Owners.getOrDefault(ipv4.sourceBits(), NOBODY);
            destinationOwner = ipv4Owners.getOrDefault(ipv4.destinationBits(), NOBODY);
        } else if (ethernet.etherType() == EtherType.IPV6 && ipv6.wrap(frame, at, length) == null) {
            sourceOwner = ipv6Owners.getOrDefault(ipv6.source(), NOBODY);
            destinationOwner = ipv6Owners.getOrDefault(ipv6.destination(), NOBODY);
        } else {
            return false;
        }
        return sourceOwner != NOBODY && destinationOwner != NOBODY;
    }

    /// Whether the kernel at `receiver` discards the frame, because it is damaged or for another
    /// MAC address. A router forwards a packet that was corrupted after its IP header. So after the
    /// first corrupted frame, every frame is checked.
    private boolean isDiscarded(@Nullable EndState receiver, Fate fate) {
        if (!corruptedFrames) {
            return false;
        }
        if (!isIpv4) {
            return fate == Fate.CORRUPTED;
        }
        return !typeIsRight
                || (receiver != null && !isFor(receiver))
                || !ipv4.checksumIsRight()
                || !ipv4.payloadChecksumIsRight();
    }

    /// Whether `end` accepts the frame's destination MAC address.
    private boolean isFor(EndState end) {
        return end.mac == null || ethernet.destination().equals(end.mac);
    }

    private boolean isTcp() {
        if (isIpv4) {
            return ipv4.protocol() == IpProtocol.TCP
                    && !ipv4.isFragment()
                    && tcp.wrap(
                                    frame,
                                    ipv4.payloadOffset(),
                                    ipv4.payloadLength(),
                                    ipv4.capturedPayloadLength())
                            == null;
        }
        return ipv6.protocol() == IpProtocol.TCP
                && !ipv6.isFragment()
                && tcp.wrap(
                                frame,
                                ipv6.payloadOffset(),
                                ipv6.payloadLength(),
                                ipv6.capturedPayloadLength())
                        == null;
    }

    private PacketsOnTheWay.Flow flow() {
        int ports = tcp.sourcePort() << 16 | tcp.destinationPort();
        return isIpv4
                ? new PacketsOnTheWay.Flow(0, ipv4.sourceBits(), 0, ipv4.destinationBits(), ports)
                : new PacketsOnTheWay.Flow(
                        ipv6.sourceHigh(),
                        ipv6.sourceLow(),
                        ipv6.destinationHigh(),
                        ipv6.destinationLow(),
                        ports);
    }

    private PacketsOnTheWay.Packet packet() {
        return new PacketsOnTheWay.Packet(
                isIpv4 ? ipv4.identification() : 0,
                tcp.sequence(),
                tcp.acknowledgement(),
                tcp.payloadLength(),
                tcp.flags() << 16 | tcp.window(),
                tcp.checksum());
    }

    /// A copy of the packet, or of its headers only if too much is held.
    private byte[] bytes(int length) {
        int end = onTheWay.isFull() ? tcp.payloadOffset() : start + length;
        return Arrays.copyOfRange(frame, start, end);
    }
}
