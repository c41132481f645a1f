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

/// TCP segments that cross several links. Finds those that were dropped after the first link: by a
/// router's kernel or by a later link. A segment was dropped if no copy of it was delivered, but a
/// later segment of its flow was, which followed it through the same router or switch.
final class PacketsOnTheWay {
    private static final int MAX_FLOWS = 4096;
    private static final int MAX_HELD = 1024;
    private static final long MAX_BYTES = 16 << 20;

    /// How many packets of each flow are remembered after they left a node or were delivered.
    private static final int REMEMBERED = 8;

    private final FrameListener sink;
    private long heldBytes;
    private final Map<Flow, FlowState> flows = new LinkedHashMap<>(16, 0.75f, true);

    PacketsOnTheWay(FrameListener sink) {
        this.sink = sink;
    }

    /// One direction of a TCP connection. An IPv4 address is in its low half.
    record Flow(
            long sourceHigh,
            long sourceLow,
            long destinationHigh,
            long destinationLow,
            int ports) {}

    /// The fields that stay the same when a segment goes from hop to hop, and together tell it from
    /// other segments. A SYN-ACK and its repetition have the same identification, but different
    /// checksums.
    record Packet(
            int identification,
            int sequence,
            int acknowledgement,
            int length,
            int flagsAndWindow,
            int checksum) {}

    /// A packet that has reached a router or a switch and may never leave it.
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

        /// Packets that were seen to leave a node before they were seen to arrive there: in a
        /// switch, both happen at once.
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

    /// Whether so much is held that no more payloads are kept.
    boolean isFull() {
        return heldBytes > MAX_BYTES;
    }

    /// Takes a packet that arrived at `node`, which is not its receiver.
    void arrived(int node, Flow flow, Packet packet, byte[] bytes) {
        FlowState state = state(flow);
        Departure departure = new Departure(node, packet);
        if (!state.ahead.removeIf(departure::equals)) {
            hold(state, new Held(node, packet, bytes));
        }
    }

    /// Takes a packet that a link after `node` dropped.
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

    /// Takes a packet that left `node` over a link that did not drop it.
    void passed(int node, Flow flow, Packet packet) {
        FlowState state = state(flow);
        if (!remove(state, h -> h.node == node && h.packet.equals(packet))) {
            FlowState.remember(new Departure(node, packet), state.ahead);
        }
        for (Held held : state.held) {
            held.isOvertaken |= held.node == node;
        }
    }

    /// Takes a packet that reached its receiver.
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

    /// Ends the frames: reports all packets that are held as dropped.
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
