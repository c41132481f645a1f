package org.flowlab.dissect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.dissect.TcpListener.Closing;
import org.flowlab.wire.Bytes;
import org.flowlab.wire.ethernet.EtherType;
import org.flowlab.wire.ethernet.EthernetView;
import org.flowlab.wire.ip.IpProtocol;
import org.flowlab.wire.ip.Ipv4View;
import org.flowlab.wire.ip.Ipv6View;
import org.flowlab.wire.tcp.TcpFlags;
import org.flowlab.wire.tcp.TcpOption;
import org.flowlab.wire.tcp.TcpView;
import org.jspecify.annotations.Nullable;

/// Turns frames into the byte streams of TCP connections, in order and without repetition, with the
/// passage of every byte over the wire.
///
/// It holds bytes that wait for a missing byte, and the sendings of bytes that are not
/// acknowledged. [Limits] bounds both, per connection and in total, whatever the frames hold and
/// however many there are.
///
/// A frame that was reported as sent and later as delivered is judged as a Linux receiver would
/// ([TcpReceiver]): a segment that Linux ignores is reported as ignored and changes nothing. A
/// frame that was only seen is not judged, because captures from elsewhere miss frames, and
/// offloading leaves checksums blank. If bytes come twice, those that a Linux receiver would read
/// are reported; different values are counted only while the first bytes still wait.
///
/// Not thread-safe. Never throws because of what a frame holds; exceptions of the listener pass
/// through.
final class TcpReassembler implements FrameListener {

    /// Bounds on memory.
    ///
    /// @param connections kept at once; beyond that, the one that was idle longest is dropped
    /// @param bufferedBytes that wait for a missing byte in one direction
    /// @param totalBufferedBytes that wait in all connections together
    record Limits(int connections, int bufferedBytes, long totalBufferedBytes) {
        static final Limits DEFAULT = new Limits(32_768, 16 << 20, 128L << 20);
    }

    private final TcpListener listener;
    private final TcpBudget budget;
    private final EthernetView ethernet = new EthernetView();
    private final Ipv4View ipv4 = new Ipv4View();
    private final Ipv6View ipv6 = new Ipv6View();
    private final TcpView tcp = new TcpView();
    private final FlowKey key = new FlowKey();
    private final TcpSegment segment = new TcpSegment();
    private final Map<FlowKey, TcpConnection> connections = new HashMap<>();
    private @Nullable TcpConnection oldest;
    private @Nullable TcpConnection newest;
    private int nextId;
    private long frames;
    private long tcpFrames;
    private long otherFrames;
    private long fragments;
    private long malformedFrames;
    private long evictedConnections;

    TcpReassembler(TcpListener listener) {
        this(listener, Limits.DEFAULT);
    }

    TcpReassembler(TcpListener listener, Limits limits) {
        this.listener = listener;
        this.budget = new TcpBudget(limits);
    }

    @Override
    public void sent(long nanos, byte[] buffer, int offset, int length) {
        frame(TcpSegment.SENT, nanos, buffer, offset, length);
    }

    @Override
    public void lost(long nanos, byte[] buffer, int offset, int length) {
        frame(TcpSegment.LOST, nanos, buffer, offset, length);
    }

    @Override
    public void damaged(long nanos, byte[] buffer, int offset, int length) {
        segment.isDamaged = true;
        frame(TcpSegment.LOST, nanos, buffer, offset, length);
        segment.isDamaged = false;
    }

    @Override
    public void dropped(long nanos, byte[] buffer, int offset, int length) {
        frame(TcpSegment.DROPPED, nanos, buffer, offset, length);
    }

    @Override
    public void delivered(long nanos, byte[] buffer, int offset, int length) {
        frame(TcpSegment.DELIVERED, nanos, buffer, offset, length);
    }

    @Override
    public void seen(long nanos, byte[] buffer, int offset, int length) {
        frame(TcpSegment.SENT | TcpSegment.DELIVERED, nanos, buffer, offset, length);
    }

    /// Ends the frames: reports what still waits behind holes, and closes every connection.
    void finish() {
        List<TcpConnection> open = new ArrayList<>(connections.values());
        open.sort((a, b) -> Integer.compare(a.id(), b.id()));
        connections.clear();
        oldest = null;
        newest = null;
        open.forEach(c -> end(c, Closing.END));
    }

    FrameCounts counts() {
        return new FrameCounts(
                frames,
                tcpFrames,
                otherFrames,
                fragments,
                malformedFrames,
                nextId,
                evictedConnections,
                budget.conflictingBytes,
                budget.gapBytes,
                budget.forcedGaps,
                budget.forgottenSendings);
    }

    private void frame(int event, long nanos, byte[] buffer, int offset, int length) {
        frames++;
        segment.nanos = nanos;
        segment.event = event;
        segment.buffer = buffer;
        if (ethernet.wrap(buffer, offset, length) != null) {
            malformedFrames++;
        } else if (ethernet.etherType() == EtherType.IPV4) {
            ipv4(buffer, ethernet.payloadOffset(), ethernet.payloadLength());
        } else if (ethernet.etherType() == EtherType.IPV6) {
            ipv6(buffer, ethernet.payloadOffset(), ethernet.payloadLength());
        } else {
            otherFrames++;
        }
    }

    private void ipv4(byte[] buffer, int offset, int length) {
        if (ipv4.wrap(buffer, offset, length) != null) {
            malformedFrames++;
        } else if (ipv4.isFragment()) {
            fragments++;
        } else if (ipv4.protocol() != IpProtocol.TCP) {
            otherFrames++;
        } else if (tcp.wrap(
                        buffer,
                        ipv4.payloadOffset(),
                        ipv4.payloadLength(),
                        ipv4.capturedPayloadLength())
                != null) {
            malformedFrames++;
        } else {
            key.set(
                    false,
                    0,
                    ipv4.sourceBits() & 0xffff_ffffL,
                    0,
                    ipv4.destinationBits() & 0xffff_ffffL,
                    tcp.sourcePort(),
                    tcp.destinationPort());
            segment.print = (ipv4.identification() << 16) | tcp.checksum();
            boolean whole = ipv4.capturedPayloadLength() == ipv4.payloadLength();
            if (segment.isJudged() && whole && !ipv4.payloadChecksumIsRight()) {
                wrongChecksum();
            } else {
                tcp(false);
            }
        }
    }

    private void ipv6(byte[] buffer, int offset, int length) {
        if (ipv6.wrap(buffer, offset, length) != null) {
            malformedFrames++;
        } else if (ipv6.isFragment()) {
            fragments++;
        } else if (ipv6.protocol() != IpProtocol.TCP) {
            otherFrames++;
        } else if (tcp.wrap(
                        buffer,
                        ipv6.payloadOffset(),
                        ipv6.payloadLength(),
                        ipv6.capturedPayloadLength())
                != null) {
            malformedFrames++;
        } else {
            key.set(
                    true,
                    ipv6.sourceHigh(),
                    ipv6.sourceLow(),
                    ipv6.destinationHigh(),
                    ipv6.destinationLow(),
                    tcp.sourcePort(),
                    tcp.destinationPort());
            segment.print = tcp.checksum();
            boolean whole = ipv6.capturedPayloadLength() == ipv6.payloadLength();
            if (segment.isJudged() && whole && !ipv6.payloadChecksumIsRight()) {
                wrongChecksum();
            } else {
                tcp(true);
            }
        }
    }

    private void wrongChecksum() {
        tcpFrames++;
        fill();
        TcpConnection connection = connections.get(key);
        if (connection != null && !connection.isClosed()) {
            boolean fromClient = connection.isFromClient(!key.swapped());
            connection.ignore(segment, fromClient, Refusal.WRONG_CHECKSUM);
        }
    }

    private void tcp(boolean v6) {
        tcpFrames++;
        fill();
        boolean fromLow = !key.swapped();
        TcpConnection connection = connection(v6, fromLow);
        if (connection != null) {
            touch(connection);
            connection.handle(segment, connection.isFromClient(fromLow));
        }
    }

    private void fill() {
        segment.flags = tcp.flags();
        segment.sequence = tcp.sequence();
        segment.acknowledgement = tcp.acknowledgement();
        segment.payload = tcp.payloadOffset();
        segment.length = tcp.payloadLength();
        segment.captured = tcp.capturedPayloadLength();
        if (segment.isSeen()) {
            return;
        }
        segment.window = tcp.window();
        int stamps = tcp.option(TcpOption.TIMESTAMPS, TcpOption.TIMESTAMPS_BYTES);
        segment.hasTimestamp = stamps >= 0;
        segment.timestamp = stamps >= 0 ? Bytes.i32(segment.buffer, stamps) : 0;
        if (segment.is(TcpFlags.SYN)) {
            int scale = tcp.option(TcpOption.WINDOW_SCALE, TcpOption.WINDOW_SCALE_BYTES);
            segment.scale =
                    scale < 0
                            ? TcpSegment.NO_SCALE
                            : Math.min(MAX_SCALE, Bytes.u8(segment.buffer, scale));
            segment.offersSack =
                    tcp.option(TcpOption.SACK_PERMITTED, TcpOption.SACK_PERMITTED_BYTES) >= 0;
        }
    }

    /// The largest window scale, RFC 7323 §2.3.
    private static final int MAX_SCALE = 14;

    /// The connection of the segment, created if needed; null for a reset of an unknown connection.
    private @Nullable TcpConnection connection(boolean v6, boolean fromLow) {
        TcpConnection last = newest;
        TcpConnection found = last != null && last.key.equals(key) ? last : connections.get(key);
        if (segment.is(TcpFlags.RST)) {
            return found;
        }
        if (found == null) {
            return adopt(create(v6, fromLow));
        }
        boolean fromClient = found.isFromClient(fromLow);
        if (segment.isSyn()) {
            return syn(found, v6, fromLow, fromClient);
        }
        TcpConnection successor = found.successor;
        if (segment.isSynAck() && successor != null) {
            boolean answersSuccessor =
                    !successor.isFromClient(fromLow)
                            && successor.takesSynAck(segment.acknowledgement);
            return answersSuccessor ? replace(found, successor) : found;
        }
        if (segment.isSynAck() && found.isClosed() && !found.takesSynAck(segment.acknowledgement)) {
            return replace(found, create(v6, fromLow));
        }
        return found;
    }

    private TcpConnection syn(
            TcpConnection found, boolean v6, boolean fromLow, boolean fromClient) {
        if (found.takesSyn(fromClient, segment.sequence)) {
            return found;
        }
        if (found.isClosed() || !found.isAnswered()) {
            return replace(found, create(v6, fromLow));
        }
        if (!segment.isSeen()) {
            return found; // which ignores it: RFC 5961 §4.2
        }
        // The frames that ended the old connection may be missing, so the answer decides.
        TcpConnection successor = found.successor;
        if (successor == null
                || !successor.isFromClient(fromLow)
                || !successor.takesSyn(true, segment.sequence)) {
            if (successor != null) {
                successor.close(Closing.REPLACED);
            }
            successor = create(v6, fromLow);
            found.successor = successor;
        }
        return successor;
    }

    private TcpConnection create(boolean v6, boolean fromLow) {
        boolean senderIsClient = senderIsClient();
        String source = name(v6, true);
        String destination = name(v6, false);
        return new TcpConnection(
                nextId++,
                senderIsClient ? source : destination,
                senderIsClient ? destination : source,
                key.copy(),
                senderIsClient == fromLow,
                listener,
                budget);
    }

    /// Whether the sender is the client: by the SYN; without one, the end with the higher port.
    private boolean senderIsClient() {
        if (segment.is(TcpFlags.SYN)) {
            return segment.isSyn();
        }
        return tcp.sourcePort() >= tcp.destinationPort();
    }

    private String name(boolean v6, boolean source) {
        int port = source ? tcp.sourcePort() : tcp.destinationPort();
        return v6
                ? "[" + (source ? ipv6.source() : ipv6.destination()) + "]:" + port
                : (source ? ipv4.source() : ipv4.destination()) + ":" + port;
    }

    private TcpConnection replace(TcpConnection old, TcpConnection successor) {
        remove(old);
        if (old.successor == successor) {
            old.successor = null;
        }
        end(old, Closing.REPLACED);
        return adopt(successor);
    }

    private TcpConnection adopt(TcpConnection connection) {
        connections.put(connection.key, connection);
        connection.isKept = true;
        link(connection);
        TcpConnection idle = oldest;
        if (connections.size() > budget.limits.connections() && idle != null) {
            remove(idle);
            if (!idle.isClosed()) {
                evictedConnections++;
            }
            end(idle, Closing.EVICTED);
        }
        return connection;
    }

    private static void end(TcpConnection connection, Closing why) {
        connection.close(why);
        if (connection.successor != null) {
            connection.successor.close(why);
        }
    }

    private void remove(TcpConnection connection) {
        connections.remove(connection.key);
        connection.isKept = false;
        unlink(connection);
    }

    private void touch(TcpConnection connection) {
        if (connection != newest && connection.isKept) {
            unlink(connection);
            link(connection);
        }
    }

    private void link(TcpConnection connection) {
        connection.older = newest;
        connection.newer = null;
        if (newest != null) {
            newest.newer = connection;
        }
        newest = connection;
        if (oldest == null) {
            oldest = connection;
        }
    }

    private void unlink(TcpConnection connection) {
        if (connection.older != null) {
            connection.older.newer = connection.newer;
        } else {
            oldest = connection.newer;
        }
        if (connection.newer != null) {
            connection.newer.older = connection.older;
        } else {
            newest = connection.older;
        }
        connection.older = null;
        connection.newer = null;
    }
}
