package org.flowlab.node.spdy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyWindowUpdateFrame;
import java.util.LinkedHashSet;

/// A session's flow control, which all its streams share (SPDY/3.1 §2.6.8, stream 0): its two
/// windows, and the queue of streams that wait for the peer's window or for the carrier's buffer.
final class SessionFlow {
    private static final int WINDOW_BYTES = 1 << 20;

    private final Channel carrier;
    private final FrameWriter writer;
    private final SendWindow sendWindow = new SendWindow(SendWindow.INITIAL_BYTES);
    private final ReceiveWindow receiveWindow = new ReceiveWindow(WINDOW_BYTES, 0);
    private final LinkedHashSet<SpdyStreamChannel> blocked = new LinkedHashSet<>();
    private boolean pumping;

    SessionFlow(Channel carrier, FrameWriter writer) {
        this.carrier = carrier;
        this.writer = writer;
    }

    // ── what the peer sends ──

    /// Raises the peer's window from the protocol's 65,536 bytes to 1 MiB.
    void begin() {
        updateWindow(0, WINDOW_BYTES - SendWindow.INITIAL_BYTES);
    }

    /// Counts DATA against the window, even if it is dropped later; false if it exceeds the window.
    boolean arrived(int n) {
        if (!receiveWindow.arrived(n)) {
            return false;
        }
        int delta = receiveWindow.read(n);
        if (delta > 0) {
            updateWindow(0, delta);
        }
        return true;
    }

    /// Lets the peer send more on a stream, or in the session if `streamId` is 0.
    void updateWindow(int streamId, int delta) {
        writer.answer(new DefaultSpdyWindowUpdateFrame(streamId, delta));
    }

    // ── what goes to the peer ──

    /// The bytes of DATA that the session's window allows now; 0 if the carrier's buffer is full.
    int room() {
        return writer.isClosed() || !carrier.isWritable() ? 0 : sendWindow.bytes();
    }

    boolean hasRoom() {
        return room() > 0;
    }

    /// Sends DATA, which must fit into [#room()].
    void send(int streamId, ByteBuf data, boolean last) {
        sendWindow.take(data.readableBytes());
        writer.write(new DefaultSpdyDataFrame(streamId, data).setLast(last));
    }

    /// Grows the send window, then lets waiting streams write; false if the window exceeds 2³¹−1.
    boolean windowGrows(int delta) {
        if (!sendWindow.grow(delta)) {
            return false;
        }
        pump();
        return true;
    }

    /// Queues `stream` until there is room again.
    void block(SpdyStreamChannel stream) {
        if (!writer.isClosed()) {
            blocked.add(stream);
        }
    }

    void unblock(SpdyStreamChannel stream) {
        blocked.remove(stream);
    }

    /// Resumes waiting streams in their order while there is room.
    void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (hasRoom() && !blocked.isEmpty()) {
                blocked.removeFirst().resume();
            }
        } finally {
            pumping = false;
        }
    }

    /// Empties the queue, because the session is closed.
    void end() {
        blocked.clear();
    }
}
