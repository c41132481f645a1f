package org.flowlab.node.spdy;

import io.netty.channel.Channel;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A session's streams by id (SPDY/3.1 §2.3): the open streams, the number of streams of each side
/// that count against the other side's limit, the next ids, and the closed streams that are still
/// remembered.
final class StreamTable {
    private static final int MAX_STREAM_ID = Integer.MAX_VALUE;

    private final boolean server;
    private final int mostPeerStreams;
    private final Map<Integer, SpdyStreamChannel> open = new HashMap<>();
    private final ClosedStreams closed;
    private int mostLocalStreams = Integer.MAX_VALUE;
    private int localStreams;
    private int peerStreams;
    private long nextLocalId;
    private int lastPeerId;

    /// @param mostPeerStreams the most streams of the peer that may be open at once
    /// @param lingeredTooLong see [ClosedStreams]
    StreamTable(Channel carrier, boolean server, int mostPeerStreams, IntConsumer lingeredTooLong) {
        this.server = server;
        this.mostPeerStreams = mostPeerStreams;
        this.nextLocalId = server ? 2 : 1;
        this.closed = new ClosedStreams(carrier, lingeredTooLong);
    }

    // ── open streams ──

    @Nullable SpdyStreamChannel get(int id) {
        return open.get(id);
    }

    /// A copy of the open streams, because the caller may close some.
    Collection<SpdyStreamChannel> copy() {
        return List.copyOf(open.values());
    }

    int size() {
        return open.size();
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    void add(SpdyStreamChannel stream) {
        open.put(stream.streamId(), stream);
        count(stream.isLocal(), 1);
    }

    /// Removes a stream; true if it was open. It counts against its limit until [#ended].
    boolean remove(SpdyStreamChannel stream) {
        return open.remove(stream.streamId()) != null;
    }

    /// Stops counting a removed stream, or lets it linger if the peer may still send.
    ///
    /// @param reset whether either side ended it with RST_STREAM
    void ended(SpdyStreamChannel stream, boolean reset) {
        if (reset || stream.input.hasEnded()) {
            count(stream.isLocal(), -1);
        } else {
            closed.linger(stream.streamId());
        }
    }

    private void count(boolean local, int change) {
        if (local) {
            localStreams += change;
        } else {
            peerStreams += change;
        }
    }

    // ── limits and ids ──

    void mostLocalStreamsIs(int streamCount) {
        mostLocalStreams = streamCount;
    }

    boolean hasRoomForLocal() {
        return localStreams < mostLocalStreams;
    }

    boolean hasRoomForPeers() {
        return peerStreams < mostPeerStreams;
    }

    /// The reason why no stream can be opened on this side, null if one can.
    @Nullable String full() {
        if (!hasRoomForLocal()) {
            return "the peer allows " + mostLocalStreams + " streams";
        }
        return nextLocalId > MAX_STREAM_ID ? "stream ids are used up" : null;
    }

    int nextLocalId() {
        int id = (int) nextLocalId;
        nextLocalId += 2;
        return id;
    }

    boolean isPeerId(int id) {
        return ((id & 1) == 1) == server;
    }

    int lastPeerId() {
        return lastPeerId;
    }

    void lastPeerIdIs(int id) {
        lastPeerId = id;
    }

    // ── closed streams ──

    /// Ends the stream's lingering; false if it did not linger.
    boolean endLingering(int id) {
        if (!closed.endLingering(id)) {
            return false;
        }
        count(!isPeerId(id), -1);
        return true;
    }

    void reset(int id) {
        closed.reset(id);
    }

    boolean wasReset(int id) {
        return closed.wasReset(id);
    }

    /// Forgets the lingering streams, because the session is closed.
    void forgetClosed() {
        closed.clear();
    }
}
