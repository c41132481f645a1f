package org.flowlab.dissect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// TCP segments whose way goes over several links, and which of them were dropped behind the first
/// link: by a router's kernel, or by a later link. A segment was dropped if no copy of it was
/// delivered although a later segment of its flow, which followed it through the same router or
/// switch, was.
final class PacketsOnTheWay {
    private static final int MAX_FLOWS = 4096;
    private static final int MAX_HELD = 1024;
    private static final long MAX_BYTES = 16 << 20;

    /// How many packets of a flow are remembered after they passed a node or were delivered.
    private static final int REMEMBERED = 8;

    private final FrameListener sink;
    private long heldBytes;
    private final Map<Flow, FlowState> flows = new LinkedHashMap<>(16, 0.75f, true);

    PacketsOnTheWay(FrameListener sink) {
        this.sink = sink;
    }

    /// One direction of a TCP connection. IPv4 addresses are in the low halves.
    record Flow(
            long sourceHigh,
            long sourceLow,
            long destinationHigh,
            long destinationLow,
            int ports) {}

    /// What stays the same about a segment from hop to hop, and differs between segments. A SYN-ACK
    /// and its repetition have the same identification, but not the same checksum.
    record Packet(
            int identification,
            int sequence,
            int acknowledgement,
            int length,
            int flagsAndWindow,
            int checksum) {}

    /// A packet that is at a router or a switch and may never leave it.
    private static final class Held {
        final int node;
        final Packet packet;
        final byte[] bytes;

        /// Whether a later packet of the flow has left the node.
        boolean isOvertaken;

        Held(int node, Packet packet, byte[] bytes) {
            this.node = node;
            this.packet = packet;
            this.bytes = bytes;
        }
    }

    private record Departure(int node, Packet packet) {}

    private static final class FlowState {
        final List<Held> held = new ArrayList<>(2);
        final Deque<Packet> delivered = new ArrayDeque<>(REMEMBERED);

        /// Packets that left a node before they were seen to arrive: a switch does both at once.
        final Deque<Departure> ahead = new ArrayDeque<>(2);

        static <T> void remember(T each, Deque<T> in) {
            if (in.size() == REMEMBERED) {
                in.removeFirst();
            }
            in.addLast(each);
        }
    }

    boolean isEmpty() {
        return flows.isEmpty();
    }

    /// Whether there is no room for payloads.
    boolean isFull() {
        return heldBytes > MAX_BYTES;
    }

    /// A packet arrived at `node`, which is not its receiver.
    void arrived(int node, Flow flow, Packet packet, byte[] bytes) {
        FlowState state = state(flow);
        Departure departure = new Departure(node, packet);
        if (!state.ahead.removeIf(departure::equals)) {
            hold(state, new Held(node, packet, bytes));
        }
    }

    /// A link behind `node` dropped a packet.
    void dropped(int node, Flow flow, Packet packet, byte[] bytes) {
        hold(state(flow), new Held(node, packet, bytes));
    }

    private void hold(FlowState state, Held held) {
        if (state.delivered.contains(held.packet)) {
            return;
        }
        if (state.held.size() == MAX_HELD) {
            tell(state, state.held.getFirst(), 0);
        }
        state.held.add(held);
        heldBytes += held.bytes.length;
    }

    private FlowState state(Flow flow) {
        FlowState known = flows.get(flow);
        if (known != null) {
            return known;
        }
        FlowState state = new FlowState();
        flows.put(flow, state);
        if (flows.size() > MAX_FLOWS) {
            Map.Entry<Flow, FlowState> oldest = flows.entrySet().iterator().next();
            flows.remove(oldest.getKey());
            tellAll(oldest.getValue(), 0);
        }
        return state;
    }

    /// A packet left `node` over a link that did not drop it.
    void passed(int node, Flow flow, Packet packet) {
        FlowState state = state(flow);
        if (!remove(state, h -> h.node == node && h.packet.equals(packet))) {
            FlowState.remember(new Departure(node, packet), state.ahead);
        }
        for (Held held : state.held) {
            held.isOvertaken |= held.node == node;
        }
    }

    /// A packet reached its receiver.
    void delivered(long nanos, Flow flow, Packet packet) {
        FlowState state = flows.get(flow);
        if (state == null) {
            return;
        }
        remove(state, h -> h.packet.equals(packet));
        FlowState.remember(packet, state.delivered);
        Held overtaken = firstOvertaken(state);
        while (overtaken != null) {
            tell(state, overtaken, nanos);
            overtaken = firstOvertaken(state);
        }
    }

    private static @Nullable Held firstOvertaken(FlowState state) {
        for (Held held : state.held) {
            if (held.isOvertaken) {
                return held;
            }
        }
        return null;
    }

    /// No more frames come: what is held was dropped.
    void finish() {
        flows.values().forEach(state -> tellAll(state, 0));
        flows.clear();
    }

    private void tellAll(FlowState state, long nanos) {
        while (!state.held.isEmpty()) {
            tell(state, state.held.getFirst(), nanos);
        }
    }

    private boolean remove(FlowState state, Predicate<Held> which) {
        boolean any = false;
        for (Iterator<Held> all = state.held.iterator(); all.hasNext(); ) {
            Held held = all.next();
            if (which.test(held)) {
                all.remove();
                heldBytes -= held.bytes.length;
                any = true;
            }
        }
        return any;
    }

    private void tell(FlowState state, Held held, long nanos) {
        remove(state, h -> h.packet.equals(held.packet));
        sink.dropped(nanos, held.bytes, 0, held.bytes.length);
    }
}
