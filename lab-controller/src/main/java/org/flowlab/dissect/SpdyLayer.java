package org.flowlab.dissect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowlab.wire.spdy.HeaderBlockReader;
import org.flowlab.wire.spdy.SpdyFormatException;
import org.flowlab.wire.spdy.SpdyFrame;
import org.flowlab.wire.spdy.SpdyHeader;
import org.jspecify.annotations.Nullable;

/// SPDY/3 and 3.1: the frames of both directions. The data of a stream that a CONNECT opened goes
/// to its tunnel.
final class SpdyLayer implements Layer {
    private static final String NAME = "spdy/3.1";

    /// The longest control frame that is accepted; no real one is longer.
    private static final int MAX_CONTROL = 256 * 1024;

    private static final int MAX_TUNNELS = 4096;

    private final Dissection dissection;
    private final Carriage carriage;
    private final Teller teller;
    private final Half client;
    private final Half server;
    private final Map<Integer, Tunnel> tunnels = new HashMap<>();

    /// One direction of the session.
    private static final class Half {
        final boolean fromClient;
        final Accumulator partial;

        /// Offset of the next byte in the direction's stream.
        long offset;

        boolean broken;

        /// The data frame whose payload is arriving, and the number of bytes still to come.
        @Nullable SpdyHeader data;

        int remaining;
        @Nullable HeaderBlockReader blocks;

        /// Passage of the first bytes of the current frame; null if there is none.
        @Nullable Passage since;

        Half(boolean fromClient, Dissection dissection) {
            this.fromClient = fromClient;
            this.partial = new Accumulator(dissection);
        }

        boolean isWithinFrame() {
            return !broken && (!partial.isEmpty() || data != null);
        }
    }

    SpdyLayer(Dissection dissection, Carriage carriage) {
        this.dissection = dissection;
        this.carriage = carriage;
        this.teller = dissection.teller(carriage, Conversation.Protocol.SPDY);
        this.client = new Half(true, dissection);
        this.server = new Half(false, dissection);
    }

    @Override
    public void bytes(boolean fromClient, byte[] b, int offset, int length, Trail trail) {
        Half half = half(fromClient);
        int at = offset;
        int end = offset + length;
        while (at < end && !half.broken) {
            try {
                int next =
                        half.data != null
                                ? data(half, b, at, end, trail)
                                : frame(half, b, at, end, trail);
                half.offset += next - at;
                at = next;
                if (!half.isWithinFrame()) {
                    half.since = null;
                }
            } catch (SpdyFormatException e) {
                malformed(half, e.reason(), trail.at(at));
            }
        }
        if (at < end) {
            Unread why = new Unread(Unread.Cause.FOLLOWS_FAULT, NAME);
            teller.tell(fromClient, new Content.Opaque(end - at, why), trail.at(end - 1));
        }
        if (half.isWithinFrame() && half.since == null) {
            half.since = trail.at(end - 1);
        }
    }

    /// Takes a frame's header, and the payload if it is a control frame.
    ///
    /// @return the index after the bytes that were taken
    private int frame(Half half, byte[] b, int at, int end, Trail trail)
            throws SpdyFormatException {
        Accumulator partial = half.partial;
        if (partial.isEmpty() && end - at >= SpdyHeader.BYTES) {
            SpdyHeader header = header(b, at);
            int body = at + SpdyHeader.BYTES;
            if (header.isData()) {
                return startData(half, header, body, trail);
            }
            if (end - body >= header.length()) {
                int next = body + header.length();
                control(half, header, b, body, trail.at(next - 1));
                return next;
            }
        }
        int from = at;
        if (partial.size() < SpdyHeader.BYTES) {
            from += hold(half, b, at, end, SpdyHeader.BYTES);
            if (partial.size() < SpdyHeader.BYTES) {
                return from;
            }
        }
        SpdyHeader header = header(partial.buffer(), 0);
        if (header.isData()) {
            partial.clear();
            return startData(half, header, from, trail);
        }
        int whole = SpdyHeader.BYTES + header.length();
        from += hold(half, b, from, end, whole);
        if (partial.size() == whole) {
            try {
                Passage passage = trail.at(Math.max(at, from - 1));
                control(half, header, partial.buffer(), SpdyHeader.BYTES, passage);
            } finally {
                partial.clear();
            }
        }
        return from;
    }

    private static int hold(Half half, byte[] b, int at, int end, int wanted)
            throws SpdyFormatException {
        int n = Math.min(wanted - half.partial.size(), end - at);
        if (n > 0 && !half.partial.add(b, at, n)) {
            throw new SpdyFormatException("no room to hold this frame until it is complete");
        }
        return n;
    }

    private static SpdyHeader header(byte[] b, int at) throws SpdyFormatException {
        SpdyHeader header = SpdyHeader.parse(b, at);
        String fault = header.fault();
        if (fault != null) {
            throw new SpdyFormatException(fault);
        }
        if (!header.isData() && header.length() > MAX_CONTROL) {
            throw new SpdyFormatException("control frame of " + header.length() + " bytes");
        }
        return header;
    }

    private int startData(Half half, SpdyHeader header, int body, Trail trail) {
        if (header.length() == 0) {
            dataEnds(half, header, trail.at(body - 1));
        } else {
            half.data = header;
            half.remaining = header.length();
        }
        return body;
    }

    private int data(Half half, byte[] b, int at, int end, Trail trail) {
        SpdyHeader header = half.data;
        int n = Math.min(half.remaining, end - at);
        if (header == null) {
            return at + n;
        }
        half.remaining -= n;
        Tunnel tunnel = tunnels.get(header.streamId());
        if (tunnel != null) {
            tunnel.bytes(half.fromClient, b, at, n, trail);
        }
        if (half.remaining == 0) {
            half.data = null;
            dataEnds(half, header, trail.at(at + n - 1));
        }
        return at + n;
    }

    private void dataEnds(Half half, SpdyHeader header, Passage passage) {
        teller.tell(
                half.fromClient,
                new Content.SpdyData(header.streamId(), header.length(), header.fin()),
                passage);
        ended(half, header.streamId(), header.fin(), passage);
    }

    /// Ends one direction of a stream if the frame has the flag FIN.
    private void ended(Half half, int streamId, boolean fin, Passage passage) {
        Tunnel tunnel = fin ? tunnels.get(streamId) : null;
        if (tunnel != null) {
            tunnel.end(half.fromClient, passage);
            if (tunnel.isOver()) {
                forget(streamId, true);
            }
        }
    }

    private void forget(int streamId, boolean over) {
        Tunnel tunnel = tunnels.remove(streamId);
        if (tunnel != null) {
            tunnel.close(over);
            dissection.release(Tunnel.COST);
        }
    }

    private void control(Half half, SpdyHeader header, byte[] b, int at, Passage passage)
            throws SpdyFormatException {
        HeaderBlockReader blocks = half.blocks;
        if (blocks == null) {
            if (!dissection.hold(HeaderBlockReader.BYTES)) {
                throw new SpdyFormatException("too many sessions with compressed headers");
            }
            blocks = new HeaderBlockReader();
            half.blocks = blocks;
        }
        SpdyFrame frame = SpdyFrame.parse(header, b, at, blocks);
        teller.tell(half.fromClient, content(frame), passage);
        act(half, frame, passage);
    }

    private void act(Half half, SpdyFrame frame, Passage passage) {
        switch (frame) {
            case SpdyFrame.SynStream syn -> {
                if (half.fromClient && isConnect(syn.headers())) {
                    connect(syn);
                }
                ended(half, syn.streamId(), syn.fin(), passage);
            }
            case SpdyFrame.SynReply reply -> {
                Tunnel tunnel = half.fromClient ? null : tunnels.get(reply.streamId());
                if (tunnel != null && first(reply.headers(), ":status", "status").startsWith("2")) {
                    tunnel.open();
                    ended(half, reply.streamId(), reply.fin(), passage);
                } else if (tunnel != null) {
                    tunnel.refuse();
                    forget(reply.streamId(), true);
                }
            }
            case SpdyFrame.Headers headers ->
                    ended(half, headers.streamId(), headers.fin(), passage);
            case SpdyFrame.RstStream reset -> forget(reset.streamId(), true);
            case SpdyFrame.Settings ignored -> {}
            case SpdyFrame.Ping ignored -> {}
            case SpdyFrame.Goaway ignored -> {}
            case SpdyFrame.WindowUpdate ignored -> {}
            case SpdyFrame.Unknown ignored -> {}
        }
    }

    private void connect(SpdyFrame.SynStream syn) {
        if (tunnels.size() < MAX_TUNNELS
                && !tunnels.containsKey(syn.streamId())
                && dissection.hold(Tunnel.COST)) {
            String target = target(syn.headers());
            tunnels.put(
                    syn.streamId(),
                    new Tunnel(
                            dissection,
                            carriage.tunnel(teller.conversation(), syn.streamId(), target)));
        }
    }

    /// Whether the headers are of a CONNECT, with SPDY/3's names or SPDY/2's.
    private static boolean isConnect(Map<String, List<String>> headers) {
        return first(headers, ":method", "method").equals("CONNECT");
    }

    /// The target of a CONNECT, `host:port`.
    private static String target(Map<String, List<String>> headers) {
        String path = first(headers, ":path", "path", "url");
        return path.isEmpty() || path.startsWith("/") ? first(headers, ":host", "host") : path;
    }

    private static String first(Map<String, List<String>> headers, String... names) {
        for (String name : names) {
            List<String> values = headers.get(name);
            if (values != null) {
                return values.getFirst();
            }
        }
        return "";
    }

    private static Content content(SpdyFrame frame) {
        return switch (frame) {
            case SpdyFrame.SynStream syn ->
                    new Content.SpdySynStream(
                            syn.streamId(), syn.associatedStreamId(), syn.fin(), syn.headers());
            case SpdyFrame.SynReply reply ->
                    new Content.SpdySynReply(reply.streamId(), reply.fin(), reply.headers());
            case SpdyFrame.Headers headers ->
                    new Content.SpdyHeaders(headers.streamId(), headers.fin(), headers.headers());
            case SpdyFrame.RstStream reset ->
                    new Content.SpdyRstStream(reset.streamId(), reset.status(), reset.name());
            case SpdyFrame.Settings settings -> new Content.SpdySettings(settings.values());
            case SpdyFrame.Ping ping -> new Content.SpdyPing(ping.id());
            case SpdyFrame.Goaway goaway ->
                    new Content.SpdyGoaway(goaway.lastGoodStreamId(), goaway.status());
            case SpdyFrame.WindowUpdate update ->
                    new Content.SpdyWindowUpdate(update.streamId(), update.delta());
            case SpdyFrame.Unknown unknown ->
                    new Content.Opaque(
                            SpdyHeader.BYTES + unknown.length(),
                            new Unread(Unread.Cause.MESSAGE_UNSUPPORTED, NAME));
        };
    }

    private void malformed(Half half, String reason, Passage passage) {
        half.broken = true;
        half.data = null;
        half.partial.clear();
        freeBlocks(half);
        teller.tell(half.fromClient, new Content.Malformed(NAME, half.offset, reason), passage);
    }

    private void freeBlocks(Half half) {
        HeaderBlockReader blocks = half.blocks;
        if (blocks != null) {
            blocks.close();
            half.blocks = null;
            dissection.release(HeaderBlockReader.BYTES);
        }
    }

    @Override
    public void gap(boolean fromClient, String reason, Passage passage) {
        Half half = half(fromClient);
        if (!half.broken) {
            malformed(half, reason, passage);
        }
    }

    @Override
    public void end(boolean fromClient, Passage passage) {
        Half half = half(fromClient);
        if (half.isWithinFrame()) {
            malformed(half, "ends within a frame", passage);
        }
    }

    @Override
    public void close(boolean over) {
        if (over) {
            leave(client);
            leave(server);
        }
        client.partial.clear();
        server.partial.clear();
        freeBlocks(client);
        freeBlocks(server);
        for (Integer streamId : List.copyOf(tunnels.keySet())) {
            forget(streamId, over);
        }
    }

    /// Ends a direction; reports a frame that has begun as not complete.
    private void leave(Half half) {
        Passage since = half.since;
        if (since != null && half.isWithinFrame()) {
            malformed(half, "not complete: a frame", since);
        }
    }

    private Half half(boolean fromClient) {
        return fromClient ? client : server;
    }
}
